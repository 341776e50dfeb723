import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { until } from '../processes/until.ts'
import { openDatabaseProxy } from './database-proxy.ts'

/** Debian installs it in a folder that is not on an ordinary user's PATH. */
const path = `${process.env.PATH}:/usr/sbin`

export const hasPgbouncer = spawnSync('pgbouncer', ['--version'], { env: { PATH: path } }).status === 0

if (!hasPgbouncer) console.warn('\n*** No pgbouncer on the PATH: the tests of a pooler are SKIPPED ***\n')

export type PoolMode = 'session' | 'transaction' | 'statement'
export type Pooler = { url: string; stop(): Promise<void> }

/** A real PgBouncer in front of this database, in a usual configuration: unknown startup parameters are ignored. */
export async function startPgbouncer(databaseUrl: string, mode: PoolMode): Promise<Pooler> {
  // The folder of the embedded PostgreSQL's socket may be closed to other users.
  const proxy = await openDatabaseProxy(databaseUrl)
  const { port, pathname, username } = new URL(proxy.url(databaseUrl))
  const dir = await mkdtemp(join(tmpdir(), 'coworking-pgbouncer-'))
  const listenPort = await freePort()
  const settings = join(dir, 'pgbouncer.ini')
  await writeFile(
    settings,
    `[databases]
coworking = host=127.0.0.1 port=${port} dbname=${pathname.slice(1)} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
ignore_startup_parameters = options
`,
  )
  const child = await spawnPgbouncer(settings, dir)
  const url = `postgres://somebody@127.0.0.1:${listenPort}/coworking?sslmode=disable`
  try {
    await waitUntilListening(child, listenPort)
  } catch (error) {
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    throw error
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGINT')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await proxy.cut()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** PgBouncer refuses to run as root. */
async function spawnPgbouncer(settings: string, dir: string): Promise<ChildProcess> {
  await chmod(dir, 0o755)
  const user = process.getuid?.() === 0 ? ['--user', 'nobody'] : []
  return spawn('pgbouncer', [...user, settings], { env: { PATH: path }, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function waitUntilListening(child: ChildProcess, port: number): Promise<void> {
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk))
  await until('PgBouncer to listen', () => child.exitCode !== null || isListening(port), { pauseMs: 20 })
  if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${output}`)
}

const isListening = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = connect(port, '127.0.0.1', () => resolve(true))
    probe.on('error', () => resolve(false)).on('connect', () => probe.destroy())
  })
