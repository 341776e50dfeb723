import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { toInstant } from '../../shared/time-range.ts'

type LimitQuery = { now: number; max: number }

/**
 * Counts as `countOccupying` of the calendar does, under the lock of the member's live bookings: other transactions that take this lock
 * wait until this transaction ends.
 */
export async function lockAndCountOccupying(
  trx: Tx,
  userId: string,
  { now, max }: LimitQuery,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT lock_and_count_live_bookings(${userId}, ${toInstant(now)}, ${max}) AS n`.execute(trx)
  return rows[0]?.n ?? 0
}

/**
 * A part of a statement: takes the lock of the member's live bookings, and then returns a row where the member has fewer than `max` of them.
 */
export const lockAndCheckLimitStatement = (
  userId: string,
  { now, max }: LimitQuery,
  when: RawBuilder<boolean>,
) => sql`
  SELECT WHERE CASE WHEN ${when} THEN lock_and_count_live_bookings(${userId}::uuid, ${toInstant(now)}::timestamptz, ${max}::integer) < ${max}::integer END`

/**
 * Takes the lock of the member's live bookings. Until this transaction ends, three kinds of transactions of this member wait: those that
 * make a booking which awaits its payment; those that settle the payment of a booking; and those in which the member books for the
 * member's own account. With `MAX_LIVE_BOOKINGS` 0, a transaction of the third kind does not take the lock: it does not wait, and may add
 * bookings to those that this transaction reads.
 */
export const lockLiveBookings = (trx: Tx, userId: string) =>
  sql`SELECT pg_advisory_xact_lock(hashtextextended('live bookings of ' || ${userId}::uuid, 0))`.execute(trx)

type Unpaid = { holds: number; expiredHolds: number }

/**
 * The number of a member's holds at `now`, and of the holds that have expired since `since`. A hold that ended because no checkout
 * could be created is not counted: its `hold_until` is its `created_at` (`holdEndTransitionOf`).
 */
export async function countUnpaid(db: Db, userId: string, now: number, since: number): Promise<Unpaid> {
  const at = toInstant(now)
  const { rows } = await sql<Unpaid>`
    SELECT count(*) FILTER (WHERE status = 'awaiting_payment' AND hold_until > ${at}) AS holds,
      count(*) FILTER (WHERE hold_until <= ${at}
        AND (status = 'awaiting_payment' OR status = 'expired' AND hold_until > created_at)) AS expired_holds
    FROM bookings WHERE user_id = ${userId} AND hold_until > ${toInstant(since)}
  `.execute(db)
  return rows[0] ?? { holds: 0, expiredHolds: 0 }
}
