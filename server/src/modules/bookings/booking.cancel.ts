import { withIdempotency } from '../../db/idempotency.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { percentOf } from '../../shared/money.ts'
import { forbidden, invalidTransition } from '../../shared/problems.ts'
import { toMs } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import { unlessRefused } from '../availability/availability.service.ts'
import { isStaffFor } from '../quotes/quote.context.ts'
import { refundPercentAt } from '../tariffs/tariff.policy.ts'
import { causeOf } from './booking.cause.ts'
import { findFullRefund } from './booking.payment.ts'
import { type BookingRow, findBookingWithXmin } from './booking.repository.ts'
import type { Cancellation, CancellationResult } from './booking.schema.ts'
import { bookingResponseOf, lockVisibleBooking } from './booking.service.ts'
import { cancellationPercent, isCancellable, statusAt } from './booking.states.ts'
import { endBooking, endingTransitionOf, transitionInOneStatement } from './booking.transition.ts'

/**
 * Cancels a booking. A confirmed booking is refunded by its frozen policy, or by the percent that staff give. A pending booking is
 * refunded by its `refundLimitPercent`, or by the percent that staff give if that is more. A booking that a closure is about to cancel
 * is refunded in full. A booking that awaits its payment has no refund. Locks the booking, then the wallet. Raises `not_found`, `forbidden`,
 * `precondition_failed`, `invalid_transition`.
 */
export async function cancel(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  cancellation: Cancellation,
): Promise<CancellationResult> {
  const { reason, refundPercent } = cancellation
  const response = await cancelInOneStatement(deps, call, id, cancellation)
  if (response) return response
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const booking = await lockVisibleBooking(trx, call.actor, id)
    const isStaff = isStaffFor(call.actor, booking)
    if (refundPercent !== undefined && !isStaff)
      throw forbidden({
        en: 'Only staff set the refund, and never for themselves',
        ru: 'Размер возврата задают только сотрудники, и не для своих бронирований',
      })
    assertVersion(booking.version, call.ifMatch)
    const now = deps.clock.now()
    if (!isCancellable(booking, now, isStaff)) throw invalidTransition()
    const refund = booking.awaitsCancellation
      ? await findFullRefund(trx, booking)
      : refundOf(booking, now, refundPercent)
    const ending = { status: 'cancelled' as const, refund, reason: reason ?? null }
    const cancelled = await endBooking(trx, booking, ending, causeOf(call, now))
    return { booking: bookingResponseOf(call.actor, cancelled, now), refund }
  })
}

/**
 * Cancels by one statement, for the owner of the booking. Returns null, and writes nothing, in these cases: `deps.db` is a transaction; the
 * request has a `refundPercent`; the row has changed since it was read; the cancellation would be refused; a closure is
 * about to cancel the booking, so that its refund must be read from the ledger.
 */
async function cancelInOneStatement(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  { reason, refundPercent }: Cancellation,
): Promise<CancellationResult | null> {
  const { actor, idempotencyKey, ifMatch } = call
  if (deps.db.isTransaction) return null
  const read = await findBookingWithXmin(deps.db, id)
  if (read?.userId !== actor.id || refundPercent !== undefined || read.awaitsCancellation) return null
  const now = deps.clock.now()
  const isAllowed = unlessRefused(() => {
    assertVersion(read.version, ifMatch)
    return isCancellable(read, now, false)
  })
  if (!isAllowed) return null
  const refund = refundOf(read, now, undefined)
  const responseOf = (row: BookingRow) => ({ booking: bookingResponseOf(actor, row, now), refund })
  const options = { deps, idempotencyKey, guards: [], responseOf }
  const ending = endingTransitionOf({ status: 'cancelled', refund, reason: reason ?? null }, now)
  return transitionInOneStatement(read, ending, causeOf(call, now), options)
}

/**
 * The refund of a cancellation that is allowed, for a booking that no closure is about to cancel. The percent that staff give can lower
 * only the refund of a confirmed booking: a pending one is refunded at least by its `refundLimitPercent` (decision 0005).
 */
function refundOf(booking: BookingRow, now: number, refundPercent: number | undefined): number {
  const status = statusAt(booking, now)
  if (status === 'awaiting_payment') return 0
  // Not `cancellationPercent` for a confirmed booking: that is 0 from the start on, because the owner cannot cancel any more then. Staff
  // can, and a tier of 0 hours still applies exactly at the start.
  const byPolicy =
    status === 'confirmed'
      ? refundPercentAt(booking.cancellation, toMs(booking.startsAt), now)
      : cancellationPercent(booking, now)
  const percent = status === 'pending' ? Math.max(byPolicy, refundPercent ?? 0) : (refundPercent ?? byPolicy)
  return percentOf(booking.totalPrice, percent)
}
