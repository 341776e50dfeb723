import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { notFound, unauthenticated } from '../../shared/problems.ts'
import { rangeOf } from '../../shared/time-range.ts'
import { loadTerms, longestOf } from '../quotes/quote.service.ts'
import { getSpaceRow } from '../spaces/space.service.ts'
import type { Quote } from '../tariffs/tariff.schema.ts'
import { assertServes } from '../users/user.service.ts'
import { assertSeemsBelowLimit } from './booking.limit.ts'
import { assertMayMove, isMove, planMove } from './booking.move.plan.ts'
import { prepareBooking } from './booking.place.ts'
import { findBooking } from './booking.repository.ts'
import { assertMayBookFor, visible } from './booking.rights.ts'
import type { BookingQuote, QuoteRequest } from './booking.schema.ts'

/**
 * What a booking made now would cost, or the move of `movingBookingId`: refused for the same reasons, a taken slot and a
 * short wallet aside. Who is signed in asks for itself, staff with `userId` for a member.
 */
export async function quoteFor(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  actor: Actor | null,
  { movingBookingId, userId: forUserId, ...slot }: QuoteRequest,
): Promise<BookingQuote> {
  if (movingBookingId !== undefined) return quoteOfMove(deps, actor, movingBookingId, slot)
  const space = await getSpaceRow(deps.db, slot.spaceId)
  const { locationId } = space
  const userId = forUserId ?? actor?.id ?? null
  if (userId !== null) {
    if (!actor) throw unauthenticated()
    await assertMayBookFor(deps.db, actor, { userId, locationId }, assertServes)
  }
  const now = deps.clock.now()
  const { quote } = await prepareBooking(deps.db, actor, { space, during: rangeOf(slot), userId }, now)
  const most = deps.config.MAX_LIVE_BOOKINGS
  // What staff book for others has no limit.
  if (actor && userId === actor.id) await assertSeemsBelowLimit(deps.db, actor.id, { now, most })
  return quote
}

/** The price of the whole booking afterwards, and what of the difference to today's is charged or comes back. */
async function quoteOfMove(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Actor | null,
  bookingId: string,
  slot: Omit<QuoteRequest, 'movingBookingId' | 'userId'>,
): Promise<Quote & Required<Pick<BookingQuote, 'move'>>> {
  const booking = visible(actor, await findBooking(db, bookingId))
  if (!actor) throw notFound()
  const target = { spaceId: slot.spaceId, during: rangeOf(slot) }
  if (!isMove(booking, target)) return { ...booking.quote, move: { charge: 0, refund: 0 } }
  const space = await getSpaceRow(db, slot.spaceId)
  const to = { space, during: target.during, now: clock.now() }
  await assertMayMove(db, actor, booking, space)
  const terms = await loadTerms(db, space, longestOf(target.during))
  const { agreed, difference } = planMove(terms, actor, booking, to)
  return { ...agreed.quote, move: difference }
}
