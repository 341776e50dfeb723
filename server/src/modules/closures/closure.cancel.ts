import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { rangeOf } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { cancelAll, liveDuring, lockByIds, setAwaitingCancellation } from '../bookings/booking.closure.ts'
import * as repository from './closure.cancel.repository.ts'
import { lockClosure } from './closure.repository.ts'

/** The number of bookings that one transaction cancels; it holds the wallets of their owners until it commits. */
export const batchSize = 100

/**
 * Cancels the next bookings that the closure still has to cancel, with a full refund. A booking that was moved out of the closed time
 * meanwhile stays as it is. Returns the number of processed bookings. Locks the closure, so that two processes take turns, then the
 * bookings, also those that are not cancelled, and the wallets.
 */
export async function cancelBatch(trx: Tx, closureId: string, now: number): Promise<number> {
  const closure = await lockClosure(trx, closureId)
  if (!closure) return 0
  const remaining = await repository.findRemaining(trx, closureId, batchSize)
  const [first] = remaining
  if (!first) return 0
  const bookingIds = remaining.map((row) => row.bookingId)
  const during = rangeOf({ startsAt: closure.from, endsAt: closure.to })
  // A booking that was moved out of the closed time is locked, too: `clearMarks` relies on it.
  const locked = await lockByIds(trx, bookingIds)
  const bookings = liveDuring(locked, during, now).filter(({ spaceId, locationId }) =>
    closure.spaceId === null ? locationId === closure.locationId : spaceId === closure.spaceId,
  )
  const cancelledBookingIds = bookings.map((booking) => booking.id)
  const { actorId } = first
  const notCancelled = bookingIds.filter((id) => !cancelledBookingIds.includes(id))
  await cancelAll(trx, bookings, closure.reason || null, { actorId, now })
  if (bookings.length > 0) await repository.markCancelled(trx, closureId, cancelledBookingIds, now)
  await repository.deleteRemaining(trx, closureId, bookingIds)
  await clearMarks(trx, notCancelled)
  if (bookings.length > 0) {
    const auditEvent = { actorId, action: 'update', entity: 'closure', entityId: closureId } as const
    const { locationId, spaceId, from, to } = closure
    const after = { locationId, spaceId, from, to, cancelledBookingIds }
    await record(trx, { ...auditEvent, before: null, after }, now)
  }
  return remaining.length
}

/**
 * Clears the marks (`awaits_cancellation`) of locked bookings that no closure still has to cancel. The locks are taken before the rows of
 * the closures are read: a closure inserts and deletes these rows only while it holds the lock of the booking.
 */
async function clearMarks(trx: Tx, bookingIds: string[]): Promise<void> {
  const remaining = await repository.findRemainingAmong(trx, bookingIds)
  await setAwaitingCancellation(
    trx,
    bookingIds.filter((id) => !remaining.includes(id)),
    false,
  )
}

/**
 * Clears the marks of bookings that no closure still has to cancel. Two closures of an earlier version that ran at once could leave such a
 * mark. Returns the number of these bookings, a hundred at most. Locks them.
 */
export async function clearStaleCancellationMarks(deps: Pick<Deps, 'db'>): Promise<number> {
  const bookingIds = await repository.findWithStaleMark(deps.db)
  if (bookingIds.length === 0) return 0
  await inTransaction(deps, async (trx) => {
    await lockByIds(trx, bookingIds)
    await clearMarks(trx, bookingIds)
  })
  return bookingIds.length
}

/**
 * Cancels all remaining bookings of the closure, batch by batch; another process may cancel batches of the same closure in turn. Returns the
 * ids of all bookings that the closure has cancelled.
 */
export async function cancelRemaining(
  deps: Pick<Deps, 'db' | 'clock'>,
  closureId: string,
): Promise<string[]> {
  for (let processed = 1; processed > 0; )
    processed = await inTransaction(deps, (trx) => cancelBatch(trx, closureId, deps.clock.now()))
  return repository.findCancelled(deps.db, closureId)
}
