import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { rangeOf } from '../../shared/time-range.ts'
import { cutToMaxLength, loadTerms } from '../quotes/quote.service.ts'
import { getSpaceUnchecked } from '../spaces/space.service.ts'
import type { Quote } from '../tariffs/tariff.schema.ts'
import { assertMayManageUser } from '../users/user.rights.ts'
import { checkAndPriceBooking } from './booking.creation.ts'
import { assertBelowLimitWithoutLock } from './booking.limit.ts'
import { assertMayMove, isMove, planMove } from './booking.move.plan.ts'
import { findBooking } from './booking.repository.ts'
import { assertMayBookFor, assertVisible } from './booking.rights.ts'
import type { BookingQuote, QuoteRequest } from './booking.schema.ts'

/**
 * The price of a booking made now, or the price that `movingBookingId` would have after a move. The quote is refused for the reasons for
 * which the booking would be refused, except for a taken slot and a low wallet balance. A signed-in user asks for the user's own account;
 * staff ask for a member with `userId`. Raises `unauthenticated` where a request without a signed-in user names a user or a booking.
 */
export async function quoteFor(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  actor: Actor | null,
  requested: QuoteRequest,
): Promise<BookingQuote> {
  const { movingBookingId, userId: forUserId } = requested
  if (!actor && (movingBookingId ?? forUserId) !== undefined) throw unauthenticated()
  if (actor && movingBookingId !== undefined) return quoteOfMove(deps, actor, movingBookingId, requested)
  const space = await getSpaceUnchecked(deps.db, requested.spaceId)
  const { locationId } = space
  const userId = forUserId ?? actor?.id ?? null
  if (actor && userId !== null)
    await assertMayBookFor(deps.db, actor, { userId, locationId }, assertMayManageUser)
  const now = deps.clock.now()
  const { quote } = await checkAndPriceBooking(
    deps.db,
    actor,
    { space, during: rangeOf(requested), userId },
    now,
  )
  const max = deps.config.MAX_LIVE_BOOKINGS
  // Bookings that staff make for others have no limit.
  if (actor && userId === actor.id) await assertBelowLimitWithoutLock(deps.db, actor.id, { now, max })
  return quote
}

/**
 * The price that the owner pays for the whole booking after the move, and (`move`) the amount that the move charges or refunds. The right
 * over another user whom the request names is checked, but that user does not change the price.
 */
async function quoteOfMove(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  bookingId: string,
  requested: QuoteRequest,
): Promise<Quote & Required<Pick<BookingQuote, 'move'>>> {
  const booking = assertVisible(actor, await findBooking(db, bookingId))
  const { userId = booking.userId } = requested
  if (userId !== booking.userId)
    await assertMayBookFor(db, actor, { userId, locationId: booking.locationId }, assertMayManageUser)
  const target = { spaceId: requested.spaceId, during: rangeOf(requested) }
  if (!isMove(booking, target)) return { ...booking.quote, move: { charge: 0, refund: 0 } }
  const space = await getSpaceUnchecked(db, requested.spaceId)
  const loadedTarget = { space, during: target.during, now: clock.now() }
  await assertMayMove(db, actor, booking, space)
  const terms = await loadTerms(db, space, cutToMaxLength(target.during))
  const { frozen, amounts } = planMove(terms, actor, booking, loadedTarget)
  return { ...frozen.quote, move: amounts }
}
