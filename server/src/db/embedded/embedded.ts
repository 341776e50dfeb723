import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { makeFolder } from '../../make-folder.ts'
import { StartupError } from '../../shared/startup-error.ts'
import { findBinaries } from './embedded.binaries.ts'
import { ensureDatabase, socketDirOf, urlOf } from './embedded.connection.ts'
import { createLauncher } from './embedded.launcher.ts'
import { lockDataDir } from './embedded.lock.ts'
import { createPgDataDir, findPgDataMajor } from './embedded.pg-data-dir.ts'
import { isServerProcess, readPostmasterFile } from './embedded.postmaster.ts'
import { runServer } from './embedded.server.ts'
import { postgresUsers } from './embedded.user.ts'

export type EmbeddedPostgres = {
  /**
   * The URL for `pg.Pool`, `psql` and others: a socket in a directory that is closed to other users. It stays valid after a crash of
   * PostgreSQL.
   */
  url: string
  /** Such as `18.4`. */
  version: string
  /** Ends PostgreSQL within 3 s and releases `DATA_DIR`. May be called again. */
  stop(): Promise<void>
}

type Options = {
  dataDir: string
  log: Logger
  /** Only the npm package's binaries, or only those of the machine; by default the first usable ones, in this order. */
  binaries?: 'bundled' | 'system'
}

/**
 * Starts the service's own PostgreSQL on `<dataDir>/postgres`, created on the first start, and keeps it running: after a crash it
 * is started again on the same URL, and open connections break. It ends when this process ends, in any way. Holds the lock on
 * `dataDir` until `stop`. Call it on the main thread: the end of a worker thread would stop PostgreSQL.
 *
 * Raises `StartupError`.
 */
export async function startEmbedded({ dataDir, log, binaries }: Options): Promise<EmbeddedPostgres> {
  const dir = resolve(dataDir)
  try {
    makeFolder(dir)
    const lock = await lockDataDir(dir)
    try {
      const server = await startLocked(dir, log, binaries)
      let stopped: Promise<void> | undefined
      return { ...server, stop: () => (stopped ??= server.stop().finally(lock.release)) }
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw refusal(dir, error)
  }
}

async function startLocked(
  dataDir: string,
  log: Logger,
  binaries: Options['binaries'],
): Promise<EmbeddedPostgres> {
  const pgDataDir = join(dataDir, 'postgres')
  const launcher = await createLauncher(postgresUsers(pgDataDir))
  const major = await findPgDataMajor(pgDataDir)
  const { binDir, version } = await findBinaries({ binaries, major, launcher, dataDir })
  if (major === null) await createPgDataDir({ dataDir, pgDataDir, binDir, version, launcher })
  const socketDir = await socketDirOf(dataDir, pgDataDir, launcher.user)
  const server = await runServer({ pgDataDir, binDir, socketDir, launcher, log })
  const url = urlOf(socketDir)
  try {
    await ensureDatabase(url)
  } catch (error) {
    await server.stop()
    throw error
  }
  log.info({ version, dir: pgDataDir, user: launcher.user?.name }, 'PostgreSQL is running')
  return { url, version, stop: server.stop }
}

/**
 * The URL of the PostgreSQL that runs on `dataDir` right now, or null. For tools that work beside a running service:
 * it takes no lock, and the connection breaks when that service stops.
 *
 * Raises `StartupError` when `dataDir` may not be read.
 */
export async function findRunningEmbedded(dataDir: string): Promise<string | null> {
  const dir = resolve(dataDir)
  const pgDataDir = join(dir, 'postgres')
  try {
    const file = await readPostmasterFile(pgDataDir)
    if (file?.status !== 'ready' || !(await isServerProcess(file.pid, pgDataDir))) return null
    return urlOf(file.socketDir === '.' ? pgDataDir : file.socketDir)
  } catch (error) {
    throw refusal(dir, error)
  }
}

/** The message of the file system or of a program of PostgreSQL, with advice for the operator. */
function refusal(dataDir: string, error: unknown): StartupError {
  if (error instanceof StartupError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM')
    return new StartupError(
      `DATA_DIR ${dataDir} is closed to this user (${message}): start the service as the user who owns it, or set another DATA_DIR`,
      { cause: error },
    )
  return new StartupError(
    `PostgreSQL cannot run in DATA_DIR ${dataDir} (${message}): set a DATA_DIR on a local disk, or DATABASE_URL`,
    { cause: error },
  )
}
