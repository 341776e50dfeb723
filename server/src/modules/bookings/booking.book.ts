import { withIdempotency } from '../../db/idempotency.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { rangeOf } from '../../shared/time-range.ts'
import type { PaymentDeps } from '../payments/payment.check.ts'
import { causeOf } from './booking.cause.ts'
import { withAlternatives } from './booking.conflict.ts'
import { bookInOneStatement, bookInTransaction } from './booking.creation.ts'
import { createCheckoutAfterBooking, hasNoCheckout } from './booking.online.ts'
import type { BookingRow } from './booking.repository.ts'
import type { Booking, NewBooking } from './booking.schema.ts'
import { bookingResponseOf, readBookingResponse } from './booking.service.ts'

/**
 * Books a space and charges its price, in one transaction. The booking is `pending` where the space requires approval, unless
 * staff book the step that is running now. Staff book for other people with `userId`. Locks what `bookInTransaction` locks.
 *
 * Raises `not_found`, `forbidden`, then in this order the refusals of a quote, `too_many_bookings`, `booking_conflict` (with the
 * taken times and the alternatives), `price_changed`, `insufficient_funds`. These refusals write nothing.
 *
 * With `payment: 'online'`, a balance that is too low is no reason to refuse: the booking awaits its payment, which is begun in
 * the same transaction, and gets its checkout after it (`createCheckoutAfterBooking`). Raises `too_many_unpaid` after `too_many_bookings`,
 * `payments_unavailable` after `price_changed`, and `provider_unavailable`. Where the provider refuses the payment or cannot be reached, the
 * booking stays as `expired`.
 */
export async function book(
  deps: PaymentDeps & Pick<Deps, 'loadAllTerms' | 'queryQueue' | 'bookingQueue'>,
  call: Call,
  { spaceId, startsAt, endsAt, title = '', userId = call.actor.id, expectedTotal, payment }: NewBooking,
): Promise<Booking> {
  const during = rangeOf({ startsAt, endsAt })
  const maxLive = deps.config.MAX_LIVE_BOOKINGS
  const request = {
    spaceId,
    during,
    userId,
    title,
    expectedTotal,
    maxLive,
    online: payment === 'online' ? deps : null,
  }
  const getAlternativesRequest = async () => ({ spaceId, during, userId, moved: null })
  const responseOf = (row: BookingRow, now: number) => bookingResponseOf(call.actor, row, now)
  const booking = await withAlternatives(deps, call.actor, getAlternativesRequest, async () => {
    const booked = await bookInOneStatement(deps, call, request, responseOf)
    if (booked) return booked
    return withIdempotency(deps, call.idempotencyKey, async (trx) => {
      const now = deps.clock.now()
      const row = await bookInTransaction(trx, call.actor, request, causeOf(call, now))
      return readBookingResponse(trx, call.actor, row, now)
    })
  })
  return hasNoCheckout(booking) ? createCheckoutAfterBooking(deps, call, booking) : booking
}
