import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { port } from './embedded.connection.ts'
import { type Launcher, launch } from './embedded.launcher.ts'
import { followServerLog, logLinePrefix } from './embedded.log.ts'
import { takeOwnership } from './embedded.pg-data-dir.ts'
import { clusterNameOf, endLeftovers, readPostmasterFile } from './embedded.postmaster.ts'
import { waitUntil } from './embedded.wait.ts'

type ServerOptions = {
  pgDataDir: string
  binDir: string
  socketDir: string
  launcher: Launcher
  log: Logger
}

/** Crash recovery may take minutes after many writes. */
const startTimeoutMs = 300_000
const maxPauseMs = 2_000
/** A server that ran for this long was stable: when it ends, the pauses before a new start begin at 0 again. */
const stableMs = 5_000

/**
 * Starts PostgreSQL on its data directory, waits until it takes connections, and starts it again when it ends by itself. Throws when the
 * first start fails; later starts are tried for ever, after pauses of up to 2 s.
 */
export async function runServer(options: ServerOptions): Promise<{ stop(): Promise<void> }> {
  const { log } = options
  const stopping = new AbortController()
  // A leftover process would still write as the user that owned the files before.
  await endLeftovers(options.pgDataDir, options.socketDir, log)
  await takeOwnership(options.pgDataDir, options.launcher)
  // The start is tried twice: a service that was killed a moment ago may leave a server that becomes visible only now.
  let server = await startServer(options, stopping.signal).catch(() => startServer(options, stopping.signal))
  const keepRunning = async () => {
    let isUp = true
    for (let pauseMs = 0; ; pauseMs = Math.min(pauseMs * 2 + 100, maxPauseMs)) {
      const startedAt = performance.now()
      const howItEnded = await server.ended
      if (stopping.signal.aborted) return
      if (isUp) log.error(`PostgreSQL ${howItEnded} and is started again`)
      if (performance.now() - startedAt > stableMs) pauseMs = 0
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      try {
        server = await startServer(options, stopping.signal)
        isUp = true
        log.warn('PostgreSQL is running again')
      } catch (error) {
        isUp = false
        if (stopping.signal.aborted) return end(server)
        log.error(`PostgreSQL does not start again: ${(error as Error).message}`)
      }
      if (stopping.signal.aborted) await end(server)
    }
  }
  const keptRunning = keepRunning()
  return {
    async stop() {
      stopping.abort()
      await end(server)
      await keptRunning
    },
  }
}

type Server = { child: ChildProcess; ended: Promise<string>; lastMessage(): string | null }

async function startServer(options: ServerOptions, signal: AbortSignal): Promise<Server> {
  const { pgDataDir, socketDir, log } = options
  await endLeftovers(pgDataDir, socketDir, log, signal)
  const clusterName = await clusterNameOf(pgDataDir)
  signal.throwIfAborted()
  const server = spawnServer(options, clusterName)
  const stopServer = () => void end(server)
  signal.addEventListener('abort', stopServer)
  let ended: string | undefined
  server.ended.then((howItEnded) => (ended = howItEnded))
  const isReady = async () => {
    const file = await readPostmasterFile(pgDataDir)
    return file?.pid === server.child.pid && file?.status === 'ready'
  }
  try {
    const hasStartedOrEnded = await waitUntil(
      startTimeoutMs,
      async () => ended !== undefined || (await isReady()),
    )
    if (!hasStartedOrEnded) await end(server)
    if (ended !== undefined) {
      await waitUntil(200, () => server.lastMessage() !== null)
      throw new Error(server.lastMessage() ?? ended)
    }
    return server
  } finally {
    signal.removeEventListener('abort', stopServer)
  }
}

function spawnServer(
  { pgDataDir, binDir, socketDir, launcher, log }: ServerOptions,
  clusterName: string,
): Server {
  const settings = {
    cluster_name: clusterName,
    listen_addresses: '',
    port,
    // The path is relative, because PostgreSQL's user may have no access to the absolute path of its data directory.
    unix_socket_directories: socketDir === pgDataDir ? '.' : socketDir,
    unix_socket_permissions: '0700',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: logLinePrefix,
    lc_messages: 'C',
    // After a crash PostgreSQL first syncs its files to the disk: with this setting by one call; a thousand calls took 0.3 to 2 s.
    recovery_init_sync_method: process.platform === 'linux' ? 'syncfs' : 'fsync',
    log_min_messages: 'warning',
    // The log has no statements and no details, because they contain personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = launch(launcher, join(binDir, 'postgres'), args, pgDataDir)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with ${code}`))
  })
  const { lastMessage } = child.stderr ? followServerLog(child.stderr, log) : { lastMessage: () => null }
  child.stdout?.resume()
  return { child, ended, lastMessage }
}

/** Fast shutdown; a shutdown that takes too long is interrupted, and the next start recovers from the write-ahead log. */
async function end({ child, ended }: Server): Promise<void> {
  const within = (ms: number) => Promise.race([ended.then(() => true), sleep(ms, false, { ref: false })])
  child.kill('SIGINT')
  if (await within(2_500)) return
  child.kill('SIGQUIT')
  if (await within(300)) return
  child.kill('SIGKILL')
  await ended
}
