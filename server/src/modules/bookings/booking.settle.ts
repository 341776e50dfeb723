import type { Tx } from '../../db/db.ts'
import { type BookingRow, lockDueOfSpace } from './booking.repository.ts'
import { pendingRefund, statusAt } from './booking.states.ts'
import { byTime, endBooking, transition } from './booking.transition.ts'

/** Writes down what time has made of a locked booking: an expired one is refunded. Locks the wallet. */
export async function settle(trx: Tx, booking: BookingRow, now: number): Promise<BookingRow> {
  const status = statusAt(booking, now)
  if (status === booking.status) return booking
  if (status === 'expired')
    return endBooking(trx, booking, { status, refund: pendingRefund(booking) }, byTime(now))
  // Of what time makes of a booking the rest is a completion or a no-show.
  const type = status === 'no_show' ? 'no_show' : 'completed'
  return transition(trx, booking, { type, set: { status } }, byTime(now))
}

/** Does for one space, whose lock the caller holds, what the sweep has not come by to do. */
export async function settleSpace(trx: Tx, spaceId: string, now: number): Promise<void> {
  for (const booking of await lockDueOfSpace(trx, spaceId, now)) await settle(trx, booking, now)
}
