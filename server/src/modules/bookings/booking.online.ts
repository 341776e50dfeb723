import type { Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import { idempotencyInProgress, releaseKey, storeResponse, withIdempotency } from '../../db/idempotency.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { Problem } from '../../shared/problem.ts'
import { invalidTransition } from '../../shared/problems.ts'
import { toMs } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import type { PaymentDeps } from '../payments/payment.check.ts'
import { paymentsUnavailable, providerUnavailable } from '../payments/payment.problems.ts'
import {
  beginPaymentOfBooking,
  checkPaymentsOfBooking,
  createCheckout,
  findPendingPaymentOfBooking,
  lockPendingPaymentsOfBooking,
  releaseKeyWithoutCheckout,
} from '../payments/payment.service.ts'
import { getSpaceUnchecked } from '../spaces/space.service.ts'
import { assertNotBlocked, lockUserAgainstDeletion } from '../users/user.service.ts'
import { causeOf, withoutActor } from './booking.cause.ts'
import { maxCheckoutCreationMs } from './booking.hold.ts'
import { findMissing } from './booking.payment.ts'
import { describeForPayer } from './booking.payment-description.ts'
import { findBooking, lockBooking } from './booking.repository.ts'
import { assertVisible } from './booking.rights.ts'
import type { Booking, PayRequest } from './booking.schema.ts'
import { bookingResponseOf, getBooking, lockVisibleBooking, readBookingResponse } from './booking.service.ts'
import { isPaidAndLive, isPayable, statusAt } from './booking.states.ts'
import { holdEndTransitionOf, paymentTransitionOf, transition } from './booking.transition.ts'

/** Whether the payment of a booking is begun, but its checkout (the page of the provider) is not known to exist. Pure. */
export const hasNoCheckout = ({ status, paymentRequest }: Booking): boolean =>
  status === 'awaiting_payment' && paymentRequest?.checkoutUrl === null

/**
 * Creates the checkout for the payment of a new booking. Where the provider cannot be reached or refuses, the hold of the booking
 * ends at once, and the idempotency key is released. A repeated request with the key continues with the booking and the payment of the
 * first request. Where the booking was paid or cancelled meanwhile, the function returns the booking as it is. Raises
 * `provider_unavailable`, `payments_unavailable`, and `idempotency_in_progress` where another request may be creating this checkout: then
 * the hold stays.
 */
export async function createCheckoutAfterBooking(
  deps: PaymentDeps,
  call: Call,
  booking: Booking,
): Promise<Booking> {
  const { actor, idempotencyKey: key } = call
  const isRepeated = key?.replayed === true
  // An earlier request with this key did not finish, and the booking was changed or deleted meanwhile.
  const present = await findBooking(deps.db, booking.id)
  if (!present || statusAt(present, deps.clock.now()) !== 'awaiting_payment')
    return endHold(deps, call, booking)
  let current: Booking
  try {
    current = await createCheckoutAndRead(deps, actor, booking)
  } catch (error) {
    if (!isCheckoutFailure(error)) throw error
    const mayOtherRequestCreateIt = isRepeated && error.type === providerUnavailable
    // A booking that was made later than that was made before the clock was set back.
    const age = Math.abs(deps.clock.now() - toMs(booking.createdAt))
    if (mayOtherRequestCreateIt && age < maxCheckoutCreationMs) throw idempotencyInProgress()
    return endHold(deps, call, booking, error)
  }
  // Another request with this key may have ended the hold.
  if (current.status === 'expired') return endHold(deps, call, booking)
  if (key) await storeResponse(deps.db, key, { stored: booking, response: current })
  return current
}

const noLongerPayable = () =>
  invalidTransition({
    en: 'This booking no longer awaits payment: it is paid or cancelled, or the time to pay is over',
    ru: 'Это бронирование больше не ждёт оплаты: оно оплачено или отменено либо время на оплату истекло',
  })

/** Whether the payment has no checkout, because the provider cannot be reached or refuses it. */
const isCheckoutFailure = (error: unknown): error is Problem =>
  error instanceof Problem && (error.type === providerUnavailable || error.type === paymentsUnavailable)

/** Creates the checkout for the payment of a booking, and returns the booking as it is after that. */
async function createCheckoutAndRead(
  deps: PaymentDeps,
  actor: Actor,
  { id, paymentRequest }: Booking,
): Promise<Booking> {
  if (paymentRequest) await createCheckout(deps, paymentRequest.id)
  return getBooking(deps, actor, id)
}

/**
 * Ends the hold of a booking whose checkout could not be created, releases the idempotency key, and throws `refusal`. Where another request
 * has created a checkout for the booking, or the booking was paid or cancelled meanwhile, it returns the booking as it is, and stores it
 * as the response. `stored` is the booking as it is stored under the key. Where the caller names no
 * `refusal`, because time has ended the hold or the booking was deleted, it throws `provider_unavailable`: the client repeats the request,
 * which then makes another booking. Locks the pending payments of the
 * booking, then the booking.
 */
async function endHold(
  deps: PaymentDeps,
  { actor, idempotencyKey: key }: Call,
  stored: Booking,
  refusal = providerUnavailable(),
): Promise<Booking> {
  const { id } = stored
  const current = await inTransaction(deps, async (trx) => {
    // A request that receives the checkout from now on finds that the hold has ended.
    const payments = await lockPendingPaymentsOfBooking(trx, id)
    const booking = await lockBooking(trx, id)
    const now = deps.clock.now()
    if (booking && statusAt(booking, now) !== 'expired') {
      // Another request has begun a payment after the payments were locked.
      if ((await findPendingPaymentOfBooking(trx, id))?.id !== payments[0]?.id) throw new RetryTransaction()
      const hasCheckout = payments.some(({ checkoutUrl }) => checkoutUrl !== null)
      if (hasCheckout || statusAt(booking, now) !== 'awaiting_payment')
        return readBookingResponse(trx, actor, booking, now)
      if (isPayable(booking, now))
        await transition(trx, booking, holdEndTransitionOf(booking, now), withoutActor(now))
    }
    if (key) await releaseKey(trx, key, stored)
    return null
  })
  if (!current) throw refusal
  if (key) await storeResponse(deps.db, key, { stored, response: current })
  return current
}

/**
 * Locks the account that owns a payable booking, because accounts come before bookings in the order of locks. Returns its id, or null
 * where the booking cannot be paid.
 */
async function lockOwner(trx: Tx, actor: Actor, id: string, now: number): Promise<string | null> {
  const booking = await findBooking(trx, id)
  if (!booking || !isPayable(booking, now)) return null
  await lockUserAgainstDeletion(trx, actor, booking.userId)
  return booking.userId
}

/**
 * Pays for a booking that awaits its payment: from the wallet, or online where the balance is too low. First it reads the pending
 * payments of the booking from the provider, so that no payer pays twice. Locks the booking, then the wallet; for an online payment
 * first the owner's account. Raises `not_found`, `forbidden`, `precondition_failed`, `invalid_transition`, `insufficient_funds`,
 * `payments_unavailable`, `rate_limited`, `provider_unavailable`.
 */
export async function payForBooking(
  deps: PaymentDeps,
  call: Call,
  id: string,
  { payment = 'wallet' }: PayRequest,
): Promise<Booking> {
  const { actor, idempotencyKey } = call
  const before = assertVisible(actor, await findBooking(deps.db, id))
  const wasPayable = isPayable(before, deps.clock.now())
  if (wasPayable) await checkPaymentsOfBooking(deps, id)
  const booking = await withIdempotency(deps, idempotencyKey, async (trx) => {
    const ownerId = payment === 'online' ? await lockOwner(trx, actor, id, deps.clock.now()) : null
    const row = await lockVisibleBooking(trx, actor, id)
    // The owner's account was merged into another account meanwhile.
    if (ownerId !== null && row.userId !== ownerId) throw new RetryTransaction()
    const now = deps.clock.now()
    if (wasPayable && isPaidAndLive(row, now)) return readBookingResponse(trx, actor, row, now)
    if (row.userId !== actor.id) await assertNotBlocked(trx, row.userId)
    assertVersion(row.version, call.ifMatch)
    if (!isPayable(row, now)) throw noLongerPayable()
    const missing = await findMissing(trx, row, row.totalPrice)
    if (missing > 0 && payment === 'online') {
      const { userId, currency } = row
      const description = await describeForPayer(trx, id)
      await beginPaymentOfBooking(trx, deps, { userId, bookingId: id, missing, currency, description })
      return readBookingResponse(trx, actor, row, now)
    }
    const space = await getSpaceUnchecked(trx, row.spaceId)
    return bookingResponseOf(
      actor,
      await transition(trx, row, paymentTransitionOf(row, space, now), causeOf(call, now)),
      now,
    )
  })
  return hasNoCheckout(booking) ? createCheckoutAfterPay(deps, call, booking) : booking
}

/**
 * Creates the checkout of the payment that `payForBooking` has begun in this request, or in an earlier one with the key. Where the
 * booking has ended since then, releases the key and raises `invalid_transition`. `stored` is the booking as it is stored under the key.
 */
async function createCheckoutAfterPay(deps: PaymentDeps, call: Call, stored: Booking): Promise<Booking> {
  const { actor, idempotencyKey: key } = call
  const current = await getBooking(deps, actor, stored.id)
  const updated = await createCheckoutAndRead(deps, actor, current).catch(
    releaseKeyWithoutCheckout(deps.db, key, stored),
  )
  if (updated.status === 'expired' || updated.status === 'cancelled') {
    if (key) await releaseKey(deps.db, key, stored)
    throw noLongerPayable()
  }
  if (key) await storeResponse(deps.db, key, { stored, response: updated })
  return updated
}
