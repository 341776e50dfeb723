import type { Deps } from '../../deps.ts'
import { type Actor, manages } from '../../shared/call.ts'
import { notFound } from '../../shared/problems.ts'
import { rangeOf } from '../../shared/time-range.ts'
import { offerOf } from '../quotes/quote.service.ts'
import { getSpaceRow } from '../spaces/space.service.ts'
import type { Quote } from '../tariffs/tariff.schema.ts'
import { assertSeemsBelowLimit } from './booking.limit.ts'
import { isMove, planMove } from './booking.move.plan.ts'
import { findBooking } from './booking.repository.ts'
import type { BookingQuote, QuoteRequest } from './booking.schema.ts'
import { visible } from './booking.service.ts'

/**
 * What a booking made now would cost, or the move of `movingBookingId`: refused for the same reasons, a taken slot and a
 * short wallet aside. Who is signed in asks for itself.
 */
export async function quoteFor(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  actor: Actor | null,
  { movingBookingId, ...slot }: QuoteRequest,
): Promise<BookingQuote> {
  if (movingBookingId !== undefined) return quoteOfMove(deps, actor, movingBookingId, slot)
  const space = await getSpaceRow(deps.db, slot.spaceId)
  const now = deps.clock.now()
  const asking = { now, isStaff: manages(actor, space.locationId) }
  const { quote } = await offerOf(deps.db, space, rangeOf(slot), asking)
  const most = deps.config.MAX_LIVE_BOOKINGS
  // Staff book for others, without a limit, and ask for the price before they say for whom.
  if (actor && !asking.isStaff) await assertSeemsBelowLimit(deps.db, actor.id, { now, most })
  return quote
}

/** The price of the whole booking afterwards, and what of the difference to today's is charged or comes back. */
async function quoteOfMove(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Actor | null,
  bookingId: string,
  slot: Omit<QuoteRequest, 'movingBookingId'>,
): Promise<Quote & Required<Pick<BookingQuote, 'move'>>> {
  const booking = visible(actor, await findBooking(db, bookingId))
  if (!actor) throw notFound()
  const target = { spaceId: slot.spaceId, during: rangeOf(slot) }
  if (!isMove(booking, target)) return { ...booking.quote, move: { charge: 0, refund: 0 } }
  const space = await getSpaceRow(db, slot.spaceId)
  const to = { space, during: target.during, now: clock.now() }
  const { agreed, difference } = await planMove(db, actor, booking, to)
  return { ...agreed.quote, move: difference }
}
