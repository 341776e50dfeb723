import type { Tx } from '../../db/db.ts'
import { withoutActor } from './booking.cause.ts'
import { type BookingRow, lockDueOfSpace } from './booking.repository.ts'
import { expiryRefund, statusAt } from './booking.states.ts'
import { endBooking, transition } from './booking.transition.ts'

/**
 * Writes the status that time has given to a locked booking; an expired booking is refunded. A booking that a closure is about to cancel
 * stays as it is, because the closure refunds it in full only while its row says that it occupies its slot. Locks the wallet.
 */
export async function applyDueTransition(trx: Tx, booking: BookingRow, now: number): Promise<BookingRow> {
  if (booking.awaitsCancellation) return booking
  const status = statusAt(booking, now)
  if (status === booking.status) return booking
  if (status === 'expired')
    return endBooking(trx, booking, { status, refund: expiryRefund(booking) }, withoutActor(now))
  // Apart from `expired`, time makes a booking `completed` or `no_show`.
  const type = status === 'no_show' ? 'no_show' : 'completed'
  return transition(trx, booking, { type, set: { status } }, withoutActor(now))
}

/** Writes the due statuses of the bookings of one space, before the sweep does. The caller must hold the lock of the space. */
export async function applyDueTransitionsOfSpace(trx: Tx, spaceId: string, now: number): Promise<void> {
  for (const booking of await lockDueOfSpace(trx, spaceId, now)) await applyDueTransition(trx, booking, now)
}
