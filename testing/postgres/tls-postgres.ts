import { execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { until } from '../processes/until.ts'
import { debianBinDir } from './debian.ts'
import { query } from './query.ts'

export const hasTlsPostgres = debianBinDir !== undefined && existsSync('/usr/bin/openssl')

if (!hasTlsPostgres)
  console.warn(
    '\n*** No PostgreSQL of Debian or no openssl: the tests of TLS and passwords are SKIPPED ***\n',
  )

export type TlsPostgres = {
  /** The superuser's URL, without a password, with or without TLS. */
  url: string
  port: number
  /** The server's certificate is for `localhost` and signed by this root certificate. */
  rootPath: string
  /** Another root certificate, which has signed nothing here. */
  otherRootPath: string
  stop(): Promise<void>
}

// The rules of pg_hba.conf: which users may connect, and how.
const hba = `
hostssl   all only_tls   all trust
hostnossl all only_plain all trust
host      all only_tls   all reject
host      all only_plain all reject
host      all secret     all scram-sha-256
host      all postgres   all trust
local     all postgres       trust
`

/** A real PostgreSQL with a certificate made for the test, on a port of this machine. */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-tls-'))
  const [bin, data] = [debianBinDir ?? '', join(dir, 'data')]
  // PostgreSQL refuses to run as root.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const options: SpawnOptions = { ...nobody, cwd: dir, stdio: 'ignore' }
  await makeCertificates(dir)
  for (const file of ['', ...(await readdir(dir))])
    if (nobody.uid) await chown(join(dir, file), nobody.uid, nobody.gid)
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C'],
    {
      ...nobody,
      cwd: dir,
      stdio: 'ignore',
    },
  )
  await writeFile(join(data, 'pg_hba.conf'), hba)
  const port = await freePort('localhost')
  const settings = {
    port,
    listen_addresses: 'localhost',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: join(dir, 'server.crt'),
    ssl_key_file: join(dir, 'server.key'),
    fsync: 'off',
  }
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    options,
  )
  const url = `postgres://postgres@localhost:${port}/postgres`
  await prepare(url)
  return {
    url,
    port,
    rootPath: join(dir, 'root.crt'),
    otherRootPath: join(dir, 'other.crt'),
    stop: async () => {
      child.kill('SIGINT')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

async function makeCertificates(dir: string): Promise<void> {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2']
  for (const root of ['root', 'other'])
    openssl('req', '-x509', ...key, '-subj', `/CN=${root}`, '-keyout', `${root}.key`, '-out', `${root}.crt`)
  openssl('req', ...key.slice(0, 3), '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  await writeFile(join(dir, 'names'), 'subjectAltName=DNS:localhost')
  const signed = [
    '-CA',
    'root.crt',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-extfile',
    'names',
    '-days',
    '2',
  ]
  openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt')
}

async function prepare(url: string): Promise<void> {
  const roles = `CREATE ROLE only_tls LOGIN; CREATE ROLE only_plain LOGIN; CREATE ROLE secret LOGIN PASSWORD 'pa#ss'`
  const start = () => query(`${url}?sslmode=disable`, roles).catch(() => null)
  await until('PostgreSQL with TLS to start', start, { pauseMs: 50 })
}
