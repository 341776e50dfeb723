import { pino } from 'pino'
import { noInvalidation } from './cache/cache-tag.ts'
import type { Config } from './config.ts'
import { attachDatabase } from './db/database.ts'
import { createDb, createPool, type Db, toolLimits } from './db/db.ts'

/**
 * Runs the work of a tool on the database of the settings, as `attachDatabase` opens it. A tool that only reads may take an hour for a
 * statement, and runs on a standby, too. Raises `StartupError`.
 */
export async function onToolDatabase<T>(
  config: Config,
  { writes }: { writes: boolean },
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const database = await attachDatabase(config, pino({ level: 'error' }), { writes })
  const pool = createPool(database.url, 2, writes ? {} : { limits: toolLimits, servers: 'any' })
  return work(createDb(pool, noInvalidation)).finally(() => pool.end().then(database.stop))
}
