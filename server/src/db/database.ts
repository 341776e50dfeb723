import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { findRunningEmbedded, startEmbedded } from './embedded/embedded.ts'

type Settings = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>
export type Database = { url: string; stop(): Promise<void> }

const leave = async () => {}

/** The PostgreSQL of `DATABASE_URL`, or an embedded one in `DATA_DIR`, which `stop` ends. Raises `StartupError`. */
export async function openDatabase({ DATABASE_URL, DATA_DIR }: Settings, log: Logger): Promise<Database> {
  return DATABASE_URL ? { url: DATABASE_URL, stop: leave } : startEmbedded({ dataDir: DATA_DIR, log })
}

/** The same for tools that work beside a running service: its embedded database where there is one. */
export async function attachDatabase(settings: Settings, log: Logger): Promise<Database> {
  const running = settings.DATABASE_URL ? null : await findRunningEmbedded(settings.DATA_DIR)
  return running ? { url: running, stop: leave } : openDatabase(settings, log)
}
