import type { Tx } from '../../db/db.ts'
import { overlaps, rangeOf, type TimeRange } from '../../shared/time-range.ts'
import { findFullRefunds } from './booking.payment.ts'
import {
  type BookingRow,
  lockByIds,
  lockStoredAsOccupyingInSpaces,
  markAwaitingCancellation,
} from './booking.repository.ts'
import { isLive } from './booking.states.ts'
import { endBooking } from './booking.transition.ts'

/**
 * Locks and returns the live bookings of these spaces that overlap `during` by their own time, without buffers. The caller must hold
 * the locks of the spaces.
 */
export async function lockLiveInSpaces(trx: Tx, spaceIds: string[], during: TimeRange, now: number) {
  if (spaceIds.length === 0) return []
  const rows = await lockStoredAsOccupyingInSpaces(trx, spaceIds, during)
  return rows.filter((row) => isLive(row, now))
}

export { lockByIds }

/** Those of the bookings that are live and overlap `during`. Pure. */
export const liveDuring = (bookings: BookingRow[], during: TimeRange, now: number): BookingRow[] =>
  bookings.filter((booking) => isLive(booking, now) && overlaps(rangeOf(booking), during))

/**
 * Marks locked bookings: a closure is about to cancel them (`true`), or does not cancel them (`false`). A closure with more bookings than
 * one transaction should hold cancels them in batches; until its batch comes, each of them is marked. While a booking is marked, the
 * sweep does not write the status that time gives it; reads show that status, and `isLive` stays true. A marked booking can only be
 * moved, cancelled, or get another title or owner. A cancellation pays the owner everything that was charged and not refunded yet; a move to a lower price refunds
 * the whole difference.
 */
export async function setAwaitingCancellation(trx: Tx, ids: string[], isAwaiting: boolean): Promise<void> {
  await markAwaitingCancellation(trx, ids, isAwaiting)
}

/** Cancels locked bookings with a full refund. Locks the wallets, by user. */
export async function cancelAll(
  trx: Tx,
  bookings: BookingRow[],
  reason: string | null,
  cause: { actorId: string; now: number },
): Promise<void> {
  const refundOf = await findFullRefunds(trx, bookings)
  for (const booking of bookings)
    await endBooking(trx, booking, { status: 'cancelled', refund: refundOf(booking.id), reason }, cause)
}
