import type { Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import { releaseKey, storeResponse, withIdempotency } from '../../db/idempotency.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { Problem } from '../../shared/problem.ts'
import { invalidTransition } from '../../shared/problems.ts'
import { assertVersion } from '../../shared/version.ts'
import type { PaymentDeps } from '../payments/payment.check.ts'
import { paymentsUnavailable, providerUnavailable } from '../payments/payment.problems.ts'
import {
  checkPaymentsOfBooking,
  createCheckout,
  releaseRefused,
  requestPayment,
} from '../payments/payment.service.ts'
import { getSpaceRow } from '../spaces/space.service.ts'
import { assertNotBlocked, lockUserAgainstDeletion } from '../users/user.service.ts'
import { findMissing } from './booking.payment.ts'
import { findBooking, lockBooking } from './booking.repository.ts'
import { assertVisible } from './booking.rights.ts'
import type { Booking, BookingPayment } from './booking.schema.ts'
import { getBooking, lockVisible, readView, viewOf } from './booking.service.ts'
import { isPayable, statusAt } from './booking.states.ts'
import { byHand, endBooking, paymentTransitionOf, transition, withoutActor } from './booking.transition.ts'

/** Whether the payment of a booking is begun, but its checkout (the page of the provider) is not known to exist. Pure. */
export const hasNoCheckout = ({ status, paymentRequest }: Booking): boolean =>
  status === 'awaiting_payment' && paymentRequest?.checkoutUrl === null

/**
 * Creates the checkout for the payment of a new booking. Where the provider cannot be reached or refuses, the hold of the booking
 * ends at once, and the idempotency key is free again. A repeated request with the key continues with the booking and the payment of the
 * first request. Raises `provider_unavailable`, `payments_unavailable`.
 */
export async function createCheckoutOfHold(
  deps: PaymentDeps,
  call: Call,
  booking: Booking,
): Promise<Booking> {
  // An earlier request with this key did not finish, and its hold has ended meanwhile.
  if ((await getBooking(deps, call.actor, booking.id)).status === 'expired')
    return endHold(deps, call, booking.id)
  const started = await createCheckoutAndStoreResponse(deps, call, booking).catch(async (error: unknown) => {
    if (isCheckoutFailure(error)) await endHold(deps, call, booking.id, error)
    throw error
  })
  // Another request with this key may have ended the hold.
  return started.status === 'expired' ? endHold(deps, call, booking.id) : started
}

/** Whether the payment has no checkout, because the provider cannot be reached or refuses it. */
const isCheckoutFailure = (error: unknown): error is Problem =>
  error instanceof Problem && (error.type === providerUnavailable || error.type === paymentsUnavailable)

/** Creates the checkout for the payment of a booking, and stores the booking as the response under the idempotency key. */
async function createCheckoutAndStoreResponse(
  deps: PaymentDeps,
  call: Call,
  { id, paymentRequest }: Booking,
): Promise<Booking> {
  const { actor, idempotencyKey: key } = call
  if (paymentRequest) await createCheckout(deps, paymentRequest.id)
  const response = await getBooking(deps, actor, id)
  if (key) await storeResponse(deps.db, key, response)
  return response
}

/** Ends the hold of a booking whose checkout could not be created, and frees the idempotency key. Always throws `refusal`. */
async function endHold(
  deps: PaymentDeps,
  { idempotencyKey: key }: Call,
  id: string,
  refusal = providerUnavailable(),
): Promise<never> {
  await inTransaction(deps, async (trx) => {
    const now = deps.clock.now()
    const booking = await lockBooking(trx, id)
    // The booking ends before `holdUntil`, so it does not count as a hold that the owner did not pay for in time.
    if (booking && isPayable(booking, now))
      await endBooking(trx, booking, { status: 'expired', refund: 0 }, withoutActor(now))
    if (key) await releaseKey(trx, key)
  })
  throw refusal
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
 * `payments_unavailable`, `provider_unavailable`.
 */
export async function payForBooking(
  deps: PaymentDeps,
  call: Call,
  id: string,
  { payment = 'wallet' }: BookingPayment,
): Promise<Booking> {
  const { actor, idempotencyKey } = call
  const before = assertVisible(actor, await findBooking(deps.db, id))
  const wasPayable = isPayable(before, deps.clock.now())
  if (wasPayable) await checkPaymentsOfBooking(deps, id)
  const booking = await withIdempotency(deps, idempotencyKey, async (trx) => {
    const ownerId = payment === 'online' ? await lockOwner(trx, actor, id, deps.clock.now()) : null
    const row = await lockVisible(trx, actor, id)
    // The owner's account was merged into another account meanwhile.
    if (ownerId !== null && row.userId !== ownerId) throw new RetryTransaction()
    const now = deps.clock.now()
    const isPaid = ['pending', 'confirmed'].includes(statusAt(row, now))
    if (wasPayable && isPaid) return readView(trx, actor, row, now)
    if (row.userId !== actor.id) await assertNotBlocked(trx, row.userId)
    assertVersion(row.version, call.ifMatch)
    if (!isPayable(row, now)) throw invalidTransition()
    const missing = await findMissing(trx, row, row.totalPrice)
    if (missing > 0 && payment === 'online') {
      const { userId, currency } = row
      await requestPayment(trx, deps, { userId, bookingId: id, missing, currency })
      return readView(trx, actor, row, now)
    }
    const space = await getSpaceRow(trx, row.spaceId)
    return viewOf(
      actor,
      await transition(trx, row, paymentTransitionOf(row, space, now), byHand(call, now)),
      now,
    )
  })
  if (!hasNoCheckout(booking)) return booking
  return createCheckoutAndStoreResponse(deps, call, booking).catch(releaseRefused(deps.db, idempotencyKey))
}
