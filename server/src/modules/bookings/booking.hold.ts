import type { Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import type { Deps } from '../../deps.ts'
import { dayMs, minuteMs, toInstant, toMs } from '../../shared/time-range.ts'
import { paymentsUnavailable } from '../payments/payment.problems.ts'
import { providerTimeoutMs } from '../payments/payment.provider.ts'
import { beginPaymentOfBooking } from '../payments/payment.service.ts'
import type { Cause } from './booking.cause.ts'
import { countUnpaid, lockLiveBookings } from './booking.limit.repository.ts'
import { findMissing, isBalanceBelow } from './booking.payment.ts'
import { describeForPayer } from './booking.payment-description.ts'
import { tooManyUnpaid } from './booking.problems.ts'
import type { BookingRow } from './booking.repository.ts'
import { createBooking, type NewRow } from './booking.transition.ts'

/** The dependencies of an online payment, for a booking whose balance is too low. */
export type OnlineDeps = Pick<Deps, 'clock' | 'config' | 'paymentProvider'>

/** For this long after a hold was made, the request that made it may still be creating its checkout: twice the time limit of the call to the provider. */
export const maxCheckoutCreationMs = 2 * providerTimeoutMs

// The limits of one member exist because a hold makes a slot unavailable to others, and costs nothing. A hold that its
// member cancels does not count any more.
const maxHolds = 3
const maxExpiredHoldsInADay = 6

type HoldOptions = {
  online: OnlineDeps
  /** Raises `booking_conflict` and `price_changed`. */
  assertFreeAtExpectedPrice(): Promise<void>
}

/**
 * Writes a new booking, and pays for it from the wallet. Where the balance is too low, the booking awaits its payment instead: it
 * holds its slot, and the payment of the missing amount is begun. The caller holds the locks of the space and of the owner's account.
 * Locks the live bookings of the member where the balance is too low, then what `assertFree` locks, then the wallet. Raises
 * `too_many_unpaid`, `booking_conflict`, `price_changed`, `payments_unavailable`, `rate_limited`.
 */
export async function createOrHold(
  trx: Tx,
  row: NewRow,
  { online, assertFreeAtExpectedPrice }: HoldOptions,
  cause: Cause,
): Promise<BookingRow> {
  const { userId, totalPrice } = row
  const isBalanceTooLow = await isBalanceBelow(trx, row, totalPrice)
  if (isBalanceTooLow) await assertFewUnpaid(trx, userId, cause.now)
  await assertFreeAtExpectedPrice()
  const missing = await findMissing(trx, row, totalPrice)
  if (missing === 0) return createBooking(trx, row, cause)
  // The balance has fallen since it was read. The transaction starts over, because the limit of holds must be checked before the slot.
  if (!isBalanceTooLow) throw new RetryTransaction()
  const booking = await createBooking(trx, heldRow(row, online, cause.now), cause)
  const { id: bookingId, currency } = booking
  const description = await describeForPayer(trx, bookingId)
  await beginPaymentOfBooking(trx, online, { userId, bookingId, missing, currency, description })
  return booking
}

/** The row of a booking that holds its slot. Raises `payments_unavailable` where its hold could end before it gets its checkout. */
function heldRow(row: NewRow, { config }: OnlineDeps, now: number): NewRow {
  const holdUntil = Math.min(now + config.PAYMENT_HOLD_MINUTES * minuteMs, toMs(row.startsAt))
  if (holdUntil <= now + maxCheckoutCreationMs) throw paymentsUnavailable(startsTooSoon)
  return { ...row, status: 'awaiting_payment', holdUntil: toInstant(holdUntil) }
}

const startsTooSoon = {
  en: 'A booking that starts now or in a few seconds is paid from the balance',
  ru: 'Бронирование, которое начинается сейчас или через несколько секунд, оплачивается с баланса',
}

/**
 * Raises `too_many_unpaid` where a member holds too many slots at once, or has let too many holds expire within a day. Takes the
 * lock of the member's live bookings, so that the limit is exact.
 */
async function assertFewUnpaid(trx: Tx, userId: string, now: number): Promise<void> {
  await lockLiveBookings(trx, userId)
  const { holds, expiredHolds } = await countUnpaid(trx, userId, now, now - dayMs)
  if (holds >= maxHolds)
    throw tooManyUnpaid({
      en: `${maxHolds} bookings already wait for their payment: pay for one of them, or cancel it`,
      ru: `Оплаты уже ждут ${maxHolds} бронирования: оплатите одно из них или отмените`,
    })
  if (expiredHolds >= maxExpiredHoldsInADay)
    throw tooManyUnpaid({
      en: `${maxExpiredHoldsInADay} bookings were left unpaid within a day: top up the balance first, then book`,
      ru: `За сутки не оплачено ${maxExpiredHoldsInADay} бронирований: сначала пополните баланс, затем бронируйте`,
    })
}
