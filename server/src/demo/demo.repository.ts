import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

// The number is arbitrary; it must differ from that of the migrations' lock.
const demoLock = 7_265_344

/** Instances that start together pass this lock one at a time, however long the first one takes. */
export async function lockDemo(trx: Tx): Promise<void> {
  await sql`SET LOCAL lock_timeout = 0`.execute(trx)
  await sql`SET LOCAL statement_timeout = 0`.execute(trx)
  await sql`SELECT pg_advisory_xact_lock(${demoLock})`.execute(trx)
}

/** Whether the database is in the state after a first start: no location, and no users except administrators. */
export async function isEmpty(trx: Tx): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    SELECT NOT EXISTS (SELECT FROM locations) AND NOT EXISTS (SELECT FROM users WHERE role <> 'admin') AS empty
  `.execute(trx)
  return rows[0]?.empty ?? false
}
