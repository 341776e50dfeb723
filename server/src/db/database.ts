import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { minuteMs } from '../shared/time-range.ts'
import { findRunningEmbedded, startEmbedded } from './embedded/embedded.ts'
import { checkDatabase } from './preflight.ts'

type Settings = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>
export type Database = { url: string; stop(): Promise<void> }

const leave = async () => {}
const tellOperator = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * The PostgreSQL of `DATABASE_URL`, waited for until it is up, or an embedded one in `DATA_DIR`, which `stop` ends.
 * Raises `StartupError`.
 */
export async function openDatabase({ DATABASE_URL, DATA_DIR }: Settings, log: Logger): Promise<Database> {
  if (!DATABASE_URL) return startEmbedded({ dataDir: DATA_DIR, log })
  const url = await checkDatabase(DATABASE_URL, { waitMs: minuteMs, writes: true, say: tellOperator })
  return { url, stop: leave }
}

/**
 * Opens the database for tools that only read, beside a running service: the service's embedded database, or that of `DATABASE_URL`,
 * which may be a standby. Does not wait.
 */
export async function attachDatabase(settings: Settings, log: Logger): Promise<Database> {
  const { DATABASE_URL, DATA_DIR } = settings
  if (DATABASE_URL) {
    const url = await checkDatabase(DATABASE_URL, { waitMs: 0, writes: false, say: tellOperator })
    return { url, stop: leave }
  }
  const running = await findRunningEmbedded(DATA_DIR)
  return running ? { url: running, stop: leave } : openDatabase(settings, log)
}
