import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { deleteInBatches } from '../../db/delete-in-batches.ts'
import { toInstant } from '../../shared/time-range.ts'

/** Stores the bookings that a closure has to cancel. */
export async function insertCancellations(
  trx: Tx,
  { closureId, actorId, bookingIds }: { closureId: string; actorId: string; bookingIds: string[] },
): Promise<void> {
  const rows = bookingIds.map((bookingId) => ({ closureId, bookingId, actorId }))
  // A statement takes 65,535 values at most.
  for (let from = 0; from < rows.length; from += 10_000)
    await trx
      .insertInto('closureCancellations')
      .values(rows.slice(from, from + 10_000))
      .execute()
}

/** The next bookings that a closure still has to cancel, in the order in which bookings are locked: by owner, then by id. */
export const findRemaining = (trx: Tx, closureId: string, limit: number) =>
  trx
    .selectFrom('closureCancellations')
    .innerJoin('bookings', 'bookings.id', 'closureCancellations.bookingId')
    .select(['closureCancellations.bookingId', 'closureCancellations.actorId'])
    .where('closureId', '=', closureId)
    .where('closureCancellations.cancelledAt', 'is', null)
    .orderBy('bookings.userId')
    .orderBy('bookings.id')
    .limit(limit)
    .execute()

export async function hasRemaining(db: Db, closureId: string): Promise<boolean> {
  const row = await db
    .selectFrom('closureCancellations')
    .select('bookingId')
    .where('closureId', '=', closureId)
    .where('cancelledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The bookings among these that a closure still has to cancel. */
export async function findRemainingAmong(trx: Tx, bookingIds: string[]): Promise<string[]> {
  if (bookingIds.length === 0) return []
  const rows = await trx
    .selectFrom('closureCancellations')
    .select('bookingId')
    .where('bookingId', 'in', bookingIds)
    .where('cancelledAt', 'is', null)
    .execute()
  return rows.map((row) => row.bookingId)
}

/** Up to a hundred bookings that are marked as awaiting their cancellation, although no closure still has to cancel them. */
export async function findWithStaleMark(db: Db): Promise<string[]> {
  const waiting = db.selectFrom('closureCancellations').select('bookingId').where('cancelledAt', 'is', null)
  const rows = await db
    .selectFrom('bookings')
    .select('id')
    .where('awaitsCancellation', '=', true)
    // Each marked booking has a `due_at`, and an index has only the bookings with one.
    .where('dueAt', 'is not', null)
    .where('id', 'not in', waiting)
    .limit(100)
    .execute()
  return rows.map((row) => row.id)
}

export const markCancelled = (trx: Tx, closureId: string, bookingIds: string[], now: number) =>
  trx
    .updateTable('closureCancellations')
    .set({ cancelledAt: toInstant(now) })
    .where('closureId', '=', closureId)
    .where('bookingId', 'in', bookingIds)
    .execute()

/** Removes those of these bookings that the closure has not cancelled: they no longer need a cancellation. */
export const deleteRemaining = (trx: Tx, closureId: string, bookingIds: string[]) =>
  trx
    .deleteFrom('closureCancellations')
    .where('closureId', '=', closureId)
    .where('bookingId', 'in', bookingIds)
    .where('cancelledAt', 'is', null)
    .execute()

export async function findCancelled(db: Db, closureId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('closureCancellations')
    .select('bookingId')
    .where('closureId', '=', closureId)
    .where('cancelledAt', 'is not', null)
    .orderBy('bookingId')
    .execute()
  return rows.map((row) => row.bookingId)
}

/**
 * Locks and returns a closure with bookings that are still to be cancelled; skips a closure that another transaction has locked.
 */
export const lockUnfinishedClosure = (trx: Tx, except: string[]) =>
  trx
    .selectFrom('closures')
    .select('id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('closureCancellations')
          .select('bookingId')
          .whereRef('closureId', '=', 'closures.id')
          .where('cancelledAt', 'is', null),
      ),
    )
    .$if(except.length > 0, (query) => query.where('id', 'not in', except))
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .execute()

export const purgeCancelled = (db: Db, before: number) =>
  deleteInBatches(db, 'closureCancellations', sql`cancelled_at <= ${toInstant(before)}`)
