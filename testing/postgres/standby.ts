import { execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { until } from '../processes/until.ts'
import { debianBinDir } from './debian.ts'
import { query } from './query.ts'

/** Whether this machine can make a standby: that needs Debian's PostgreSQL server, with its `initdb` and `pg_basebackup`. */
export const hasStandby = debianBinDir !== undefined

if (!hasStandby)
  console.warn(
    '\n*** No PostgreSQL of Debian: the tests of a replica and of a backup from one are SKIPPED ***\n',
  )

export type Server = {
  url: string
  stop(): Promise<void>
  /** Starts the server again after `stop`, on the same port. */
  start(): Promise<void>
  query(statement: string): Promise<Record<string, unknown>[]>
}

export type Cluster = {
  primary: Server
  /** A copy of `primary` that follows it by streaming replication. */
  makeStandby(): Promise<Server>
  stop(): Promise<void>
}

/** A real PostgreSQL from Debian's packages, on free ports of this machine. */
export async function startCluster(): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-standby-'))
  // PostgreSQL refuses to run as root.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  if (nobody.uid) await chown(dir, nobody.uid, nobody.gid)
  const options: SpawnOptions = { ...nobody, cwd: dir, stdio: 'ignore' }
  const run = (program: string, args: string[]) =>
    execFileSync(join(debianBinDir ?? '', program), args, { ...options, stdio: 'pipe' })
  const servers: Server[] = []

  async function serve(data: string): Promise<Server> {
    const port = await freePort()
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    let stop = async () => {}
    const start = async () => {
      const child = spawn(join(debianBinDir ?? '', 'postgres'), ['-D', data, ...args], options)
      stop = async () => {
        child.kill('SIGQUIT')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }
      await until(`${url} to start`, () => query(url, 'SELECT 1').catch(() => null), { pauseMs: 50 })
    }
    const server = { url, start, stop: () => stop(), query: (statement: string) => query(url, statement) }
    servers.push(server)
    await start()
    return server
  }

  const data = join(dir, 'primary')
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C'])
  const primary = await serve(data)
  return {
    primary,
    makeStandby: async () => {
      const copy = join(dir, `standby-${servers.length}`)
      run('pg_basebackup', ['-d', primary.url, '-D', copy, '--write-recovery-conf', '--checkpoint=fast'])
      return serve(copy)
    },
    stop: async () => {
      // Standbys stop first, so that the primary does not wait for any of them.
      for (const server of servers.reverse()) await server.stop()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
