import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

// The number is arbitrary; it must differ from that of the migrations' lock.
const demoLock = 7_265_344
const retryMs = 200

/**
 * Instances that start together pass this lock one at a time, however long the first one takes. An instance waits by repeated attempts: a
 * connection on which one statement waits for longer than the limit of the pool would be closed as silent.
 */
export async function lockDemo(trx: Tx): Promise<void> {
  while (!(await tryLock(trx))) await sleep(retryMs)
}

async function tryLock(trx: Tx): Promise<boolean> {
  const { rows } = await sql<{ isLocked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${demoLock}) AS is_locked`.execute(trx)
  return rows[0]?.isLocked === true
}

/** Whether the database is in the state after a first start: no location, and no users except administrators. */
export async function isEmpty(trx: Tx): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    SELECT NOT EXISTS (SELECT FROM locations) AND NOT EXISTS (SELECT FROM users WHERE role <> 'admin') AS empty
  `.execute(trx)
  return rows[0]?.empty ?? false
}
