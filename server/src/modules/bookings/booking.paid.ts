import type { Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import { Problem } from '../../shared/problem.ts'
import { notFound } from '../../shared/problems.ts'
import { rangeOf, toMs } from '../../shared/time-range.ts'
import { isSlotFree } from '../calendar/calendar.view.ts'
import type { OnPaid } from '../payments/payment.purchase.ts'
import { queuePaymentToBalanceMail } from '../payments/payment.service.ts'
import { isOpenFor, loadTerms } from '../quotes/quote.service.ts'
import { lockSpace, type SpaceRow } from '../spaces/space.service.ts'
import { isBlocked, lockWalletOwner } from '../users/user.service.ts'
import { withoutActor } from './booking.cause.ts'
import { applyDueTransition, applyDueTransitionsOfSpace } from './booking.due.ts'
import { lockLiveBookings } from './booking.limit.repository.ts'
import { findMissing } from './booking.payment.ts'
import { type BookingRow, findBooking, lockBooking, ownerHasOverlapping } from './booking.repository.ts'
import { isPayable, paidStatuses } from './booking.states.ts'
import { paymentTransitionOf, transition } from './booking.transition.ts'

/**
 * Settles the booking of a payment that has succeeded. Where the booking still awaits its payment and the balance is sufficient, its owner
 * is charged, and it becomes `confirmed` or `pending`; with a lower balance it goes on waiting, without a mail. For an expired booking the
 * owner is charged, too, if its time is free, open and in the future, and its owner is not blocked and has no other booking at that time.
 * In all other cases, also where a closure is about to cancel the booking, the money stays in the wallet, and a mail tells the owner so.
 * There is no such mail where other money has paid for the booking, and the booking is still paid for (`paidStatuses`). Locks the space, the
 * account of the wallet's owner, the live bookings of this member, the due bookings in the space (with the wallets to which they are
 * refunded), and the booking; `settle` locks the wallet.
 */
export const settleBookingOfPayment: OnPaid = async (trx, payment, now) => {
  const { bookingId } = payment
  if (bookingId === null)
    return { walletOwnerId: await lockWalletOwner(trx, payment.userId), settle: async () => {} }
  const found = await findBooking(trx, bookingId)
  const space = found ? await lockSpace(trx, found.spaceId).catch(nullIfDeleted) : null
  const walletOwnerId = await lockWalletOwner(trx, payment.userId)
  await lockLiveBookings(trx, walletOwnerId)
  if (space) await applyDueTransitionsOfSpace(trx, space.id, now)
  const locked = await lockBooking(trx, bookingId)
  if (locked?.spaceId !== found?.spaceId) throw new RetryTransaction()
  const booking = locked && (await applyDueTransition(trx, locked, now))
  const settle = async () => {
    const isHeld = booking !== undefined && isPayable(booking, now)
    if (
      booking &&
      space &&
      (isHeld || (booking.userId === walletOwnerId && (await canStillBeBooked(trx, booking, space, now))))
    )
      if ((await findMissing(trx, booking, booking.totalPrice)) === 0) {
        await transition(trx, booking, paymentTransitionOf(booking, space, now), withoutActor(now))
        return
      }
    // Where other money has paid for the booking, the mail with the receipt of the top-up is enough.
    if (!isHeld && !(booking && paidStatuses.includes(booking.status)))
      await queuePaymentToBalanceMail(trx, { id: payment.id, userId: walletOwnerId }, now)
  }
  return { walletOwnerId, settle }
}

function nullIfDeleted(error: unknown): null {
  if (error instanceof Problem && error.type === notFound) return null
  throw error
}

/** Whether an expired booking can have its time after all. The caller holds the lock of the space. */
async function canStillBeBooked(
  trx: Tx,
  booking: BookingRow,
  space: SpaceRow,
  now: number,
): Promise<boolean> {
  if (booking.status !== 'expired' || now >= toMs(booking.startsAt)) return false
  if (await isBlocked(trx, booking.userId)) return false
  if (!(await isSlotFree(trx, booking.id)) || (await ownerHasOverlapping(trx, booking, now))) return false
  const during = rangeOf(booking)
  const terms = await loadTerms(trx, space, during).catch(nullIfDeleted)
  return terms !== null && isOpenFor(terms, space, during)
}
