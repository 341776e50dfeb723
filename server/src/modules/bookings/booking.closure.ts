import type { Tx } from '../../db/db.ts'
import type { TimeRange } from '../../shared/time-range.ts'
import { findFullRefunds } from './booking.payment.ts'
import {
  lockOccupying,
  lockOccupyingOf as lockOccupyingRows,
  markAwaitingCancellation,
} from './booking.repository.ts'
import { isLive } from './booking.states.ts'
import { endBooking } from './booking.transition.ts'

/**
 * Locks the bookings that occupy these spaces in `during` by their own time, without buffers; the caller must hold the locks of
 * the spaces.
 */
export async function lockBookingsIn(trx: Tx, spaceIds: string[], during: TimeRange, now: number) {
  if (spaceIds.length === 0) return []
  const rows = await lockOccupying(trx, spaceIds, during)
  return rows.filter((row) => isLive(row, now))
}

/** Locks those of these bookings that still occupy a space at some time in `during`. */
export async function lockOccupyingOf(trx: Tx, ids: string[], during: TimeRange, now: number) {
  const rows = await lockOccupyingRows(trx, ids, during)
  return rows.filter((row) => isLive(row, now))
}

/**
 * Marks locked bookings: a closure is about to cancel them (`true`), or does not cancel them (`false`). While a booking is marked, the
 * sweep does not write the status that time gives it (reads show that status, and `isLive` stays true), and it can only be moved or
 * cancelled. A cancellation pays the owner everything that was charged and not
 * refunded yet; a move to a lower price refunds the whole difference.
 */
export async function setAwaitingCancellation(trx: Tx, ids: string[], isAwaiting: boolean): Promise<void> {
  if (ids.length > 0) await markAwaitingCancellation(trx, ids, isAwaiting)
}

/** Cancels locked bookings with a full refund. Locks the wallets, by user. */
export async function cancelAll(
  trx: Tx,
  bookings: Awaited<ReturnType<typeof lockOccupying>>,
  reason: string,
  cause: { actorId: string; now: number },
): Promise<void> {
  const refundOf = await findFullRefunds(trx, bookings)
  for (const booking of bookings)
    await endBooking(trx, booking, { status: 'cancelled', refund: refundOf(booking.id), reason }, cause)
}
