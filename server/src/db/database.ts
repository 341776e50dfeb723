import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { minuteMs } from '../shared/time-range.ts'
import { findRunningEmbedded, startEmbedded } from './embedded/embedded.ts'
import { checkDatabase } from './preflight.ts'

type Settings = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>
export type Database = { url: string; stop(): Promise<void> }

const nothingToStop = async () => {}
const printForOperator = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * Opens the PostgreSQL of `DATABASE_URL`, and waits until it is up; or starts an embedded one in `DATA_DIR`, which `stop` ends.
 * Raises `StartupError`.
 */
export async function openDatabase({ DATABASE_URL, DATA_DIR }: Settings, log: Logger): Promise<Database> {
  if (!DATABASE_URL) return startEmbedded({ dataDir: DATA_DIR, log })
  const url = await checkDatabase(DATABASE_URL, { waitMs: minuteMs, writes: true, say: printForOperator })
  return { url, stop: nothingToStop }
}

/**
 * Opens the database for a tool: that of `DATABASE_URL`, which may be a standby unless the tool `writes`; otherwise the embedded database of
 * the service that is running on `DATA_DIR`; where none is running, it starts the embedded database, which `stop` ends. Does not wait for a
 * PostgreSQL that is not up. Raises `StartupError`.
 */
export async function attachDatabase(
  settings: Settings,
  log: Logger,
  { writes = false } = {},
): Promise<Database> {
  const { DATABASE_URL, DATA_DIR } = settings
  if (DATABASE_URL) {
    const url = await checkDatabase(DATABASE_URL, { waitMs: 0, writes, say: printForOperator })
    return { url, stop: nothingToStop }
  }
  const running = await findRunningEmbedded(DATA_DIR)
  return running ? { url: running, stop: nothingToStop } : openDatabase(settings, log)
}
