import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool, longLimits } from '../db/db.ts'
import { lockDemo } from './demo.repository.ts'

it('an instance that waits for the demo of another one asks again and again, so that its connection does not count as silent', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 2, { limits: longLimits })
  cleanUp(() => pool.end())
  const db = createDb(pool, noInvalidation)
  const [locked, made] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const making = db.transaction().execute(async (trx) => {
    await lockDemo(trx)
    locked.resolve()
    await made.promise
  })
  await locked.promise
  const waiting = db.transaction().execute(lockDemo)
  const startsOfStatements = new Set<string>()
  const countStatements = async () => {
    const rows = await query(
      url,
      `SELECT query_start::text AS start FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%pg_try_advisory_xact_lock%'
         AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')`,
    )
    for (const { start } of rows) startsOfStatements.add(String(start))
    return startsOfStatements.size
  }
  await expect.poll(countStatements).toBeGreaterThan(2)
  made.resolve()
  await Promise.all([making, waiting])
})
