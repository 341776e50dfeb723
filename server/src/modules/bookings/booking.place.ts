import type { Db, Tx } from '../../db/db.ts'
import type { Actor } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import type { Money } from '../../shared/money.ts'
import { instantsOf, type TimeRange, toInstant } from '../../shared/time-range.ts'
import { checkAndQuote } from '../quotes/quote.service.ts'
import { lockSpace, type SpaceRow } from '../spaces/space.service.ts'
import { frozenTiers } from '../tariffs/tariff.policy.ts'
import type { Quote, Tariff } from '../tariffs/tariff.schema.ts'
import { lockManagedUser } from '../users/user.service.ts'
import { assertFree } from './booking.conflict.ts'
import { assertBelowLimit } from './booking.limit.ts'
import { assertExpectedTotal } from './booking.price.ts'
import type { BookingRow } from './booking.repository.ts'
import { assertMayBookFor, contextOf } from './booking.rights.ts'
import type { BookingStatus } from './booking.schema.ts'
import { initialStatus } from './booking.states.ts'
import { type Cause, createBooking } from './booking.transition.ts'

/** A booking that somebody asks for. */
export type Order = {
  spaceId: string
  during: TimeRange
  userId: string
  title: string
  expectedTotal: Money | undefined
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  maxLive: number
}

type Prepared = {
  space: SpaceRow
  during: TimeRange
  status: BookingStatus
  quote: Quote
  tariff: Pick<Tariff, 'cancellation'>
}

/**
 * Makes a booking and pays it, in the transaction of its caller. Locks the space, the live bookings of a member who books for
 * itself, bookings that time has ended in this space, the wallet. Raises what `book` raises.
 */
export async function placeBooking(trx: Tx, actor: Actor, order: Order, cause: Cause): Promise<BookingRow> {
  const space = await lockSpace(trx, order.spaceId)
  await assertMayBookFor(trx, actor, { userId: order.userId, locationId: space.locationId }, lockManagedUser)
  const prepared = await prepareBooking(
    trx,
    actor,
    { space, during: order.during, userId: order.userId },
    cause.now,
  )
  return commitBooking(trx, actor, order, prepared, cause)
}

/**
 * What a booking of this space would be, a taken slot and the wallet aside: reads its terms, checks and prices it, and writes
 * nothing. Raises the refusals of a quote. For what is committed the space must be locked: its closures
 * and the space itself then stay as they are read.
 */
export async function prepareBooking(
  db: Db,
  actor: Actor | null,
  { space, during, userId }: { space: SpaceRow; during: TimeRange; userId: string | null },
  now: number,
): Promise<Prepared> {
  const context = contextOf(actor, space, userId, now)
  const { quote, terms } = await checkAndQuote(db, space, during, context)
  const status = initialStatus(space.requiresApproval, during.start, context)
  return { space, during, status, quote, tariff: terms.tariff }
}

/** The rest: the limit of live bookings, the slot, the price that was expected; then writes and pays. */
async function commitBooking(
  trx: Tx,
  actor: Actor,
  { userId, title, expectedTotal, maxLive }: Order,
  { space, during, status, quote, tariff }: Prepared,
  cause: Cause,
): Promise<BookingRow> {
  const { now } = cause
  // Each member for itself: what staff book for others has no limit.
  if (userId === actor.id) await assertBelowLimit(trx, userId, { now, most: maxLive })
  await assertFree(trx, space, { during, now })
  assertExpectedTotal(expectedTotal, quote)
  const row = {
    id: newId(),
    userId,
    spaceId: space.id,
    locationId: space.locationId,
    ...instantsOf(during),
    bufferBeforeMinutes: space.bufferBeforeMinutes,
    bufferAfterMinutes: space.bufferAfterMinutes,
    requiresCheckIn: space.requiresCheckIn,
    status,
    title,
    totalPrice: quote.total,
    currency: quote.currency,
    quote,
    cancellation: frozenTiers(tariff.cancellation),
    createdAt: toInstant(now),
    updatedAt: toInstant(now),
  }
  return createBooking(trx, row, cause)
}
