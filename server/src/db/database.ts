import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartupError } from '../shared/startup-error.ts'
import { minuteMs } from '../shared/time-range.ts'
import { checkDatabase } from './check-database.ts'
import { DataDirInUse } from './embedded/embedded.lock.ts'
import { findRunningEmbedded, startEmbedded } from './embedded/embedded.ts'

type Settings = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>
export type Database = { url: string; stop(): Promise<void> }

/** How long a tool waits for a service that holds DATA_DIR, and whose PostgreSQL is not ready. */
const startingServiceMs = 10_000

const nothingToStop = async () => {}
const printForOperator = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * Opens the PostgreSQL of `DATABASE_URL`, and waits until it is up; or starts an embedded one in `DATA_DIR`, which `stop` ends.
 * Raises `StartupError`.
 */
export async function openDatabase({ DATABASE_URL, DATA_DIR }: Settings, log: Logger): Promise<Database> {
  if (!DATABASE_URL) return startEmbedded({ dataDir: DATA_DIR, log })
  const url = await checkDatabase(DATABASE_URL, { waitMs: minuteMs, writes: true, print: printForOperator })
  return { url, stop: nothingToStop }
}

/**
 * Opens the database for a tool. With `DATABASE_URL`: that database, without waiting until it is up; it may be a standby unless the tool
 * `writes`. Otherwise: the embedded database of the service that runs on `DATA_DIR`; a service that is starting is waited for, up to 10 s.
 * If no service runs, the embedded database is started, and `stop` ends it. Raises `StartupError`.
 */
export async function attachDatabase(
  settings: Settings,
  log: Logger,
  { writes = false } = {},
): Promise<Database> {
  const { DATABASE_URL, DATA_DIR } = settings
  if (DATABASE_URL) {
    const url = await checkDatabase(DATABASE_URL, { waitMs: 0, writes, print: printForOperator })
    return { url, stop: nothingToStop }
  }
  for (const deadline = performance.now() + startingServiceMs; ; await sleep(200)) {
    const running = await findRunningEmbedded(DATA_DIR)
    if (running) return { url: running, stop: nothingToStop }
    try {
      return await openDatabase(settings, log)
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error
      if (performance.now() > deadline)
        throw new StartupError(
          `DATA_DIR ${DATA_DIR} is in use by a process whose PostgreSQL is not ready: it is still starting. Try again when it has started`,
          { cause: error },
        )
    }
  }
}
