import type { Db, Tx } from '../../db/db.ts'
import { done } from '../../db/write-at-once.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import type { Money } from '../../shared/money.ts'
import { instantsOf, type TimeRange, toInstant } from '../../shared/time-range.ts'
import { unlessRefused, withBuffers } from '../availability/availability.service.ts'
import { bookableSpacesOf } from '../quotes/quote.bookable.ts'
import { contextOf } from '../quotes/quote.context.ts'
import { checkAndQuote, loadTerms, lockSpaceAsRead, longestOf } from '../quotes/quote.service.ts'
import type { LoadedTerms } from '../quotes/quote.terms.ts'
import { lockSpace, type SpaceRow } from '../spaces/space.service.ts'
import { frozenTiers } from '../tariffs/tariff.policy.ts'
import type { Quote, Tariff } from '../tariffs/tariff.schema.ts'
import { lockManagedUser, lockUserStatement } from '../users/user.service.ts'
import { assertFree } from './booking.conflict.ts'
import { commitOnline, type Online } from './booking.hold.ts'
import { assertBelowLimit, belowLimit } from './booking.limit.ts'
import { assertExpectedTotal } from './booking.price.ts'
import type { BookingRow } from './booking.repository.ts'
import { assertMayBookFor } from './booking.rights.ts'
import type { BookingStatus } from './booking.schema.ts'
import { initialStatus } from './booking.states.ts'
import { byHand, type Cause, createAtOnce, createBooking, type NewRow } from './booking.transition.ts'

/** The booking that is requested. */
export type Order = {
  spaceId: string
  during: TimeRange
  userId: string
  title: string
  expectedTotal: Money | undefined
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  maxLive: number
  /** The dependencies of an online payment, for a balance that is too low; null: such a booking is refused. */
  online: Online | null
}

export type Prepared = {
  space: SpaceRow
  during: TimeRange
  status: BookingStatus
  quote: Quote
  tariff: Pick<Tariff, 'cancellation'>
}

/**
 * Makes a booking and pays for it, in the transaction of the caller. Locks the space, the live bookings of a member who books for
 * the member's own account, the bookings in this space whose end is not written yet, the wallet. Raises the problems of `book`.
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
 * Loads the terms of a space, checks the booking against them and prices it, except for a taken slot and the wallet; writes
 * nothing. Raises the refusals of a quote. Before a booking is written, the caller must hold the lock of the space, so that the
 * space and its closures cannot change after they are read.
 */
export async function prepareBooking(
  db: Db,
  actor: Actor | null,
  { space, during, userId }: { space: SpaceRow; during: TimeRange; userId: string | null },
  now: number,
): Promise<Prepared> {
  const terms = await loadTerms(db, space, longestOf(during))
  return prepareBookingOn(terms, actor, { space, during, userId }, now)
}

/** Checks and prices a booking as `prepareBooking` does, on terms that are already loaded. Pure. */
export function prepareBookingOn(
  loaded: LoadedTerms,
  actor: Actor | null,
  { space, during, userId }: { space: SpaceRow; during: TimeRange; userId: string | null },
  now: number,
): Prepared {
  const context = contextOf(actor, space, userId, now)
  const quote = checkAndQuote(loaded, space, during, context)
  const status = initialStatus(space.requiresApproval, during.start, context)
  return { space, during, status, quote, tariff: loaded.terms.tariff }
}

/** Checks the limit of live bookings, the slot and the expected price; then writes the booking and pays for it. */
async function commitBooking(
  trx: Tx,
  actor: Actor,
  order: Order,
  prepared: Prepared,
  cause: Cause,
): Promise<BookingRow> {
  const { userId, expectedTotal, maxLive, online } = order
  const { now } = cause
  // The limit applies to members who book for themselves; bookings that staff make for others have no limit.
  if (userId === actor.id) await assertBelowLimit(trx, userId, { now, max: maxLive })
  const assertBookable = async () => {
    await assertFree(trx, prepared.space, { during: prepared.during, now })
    assertExpectedTotal(expectedTotal, prepared.quote)
  }
  const row = newRow(order, prepared, now)
  if (online) return commitOnline(trx, row, { online, assertBookable }, cause)
  await assertBookable()
  return createBooking(trx, row, cause)
}

/** The row of a new booking. Pure except for the new id. */
export function newRow({ userId, title }: Order, prepared: Prepared, now: number): NewRow {
  const { space, during, status, quote, tariff } = prepared
  return {
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
}

/**
 * Makes a booking by one statement, for an actor who books for the actor's own account, from cached terms. The statement takes
 * the locks of `placeBooking`, compares the terms with the database, and writes. Returns null and writes nothing where the booking
 * would be refused or the terms have changed: the caller then runs `placeBooking`, which finds the right response.
 */
export async function placeAtOnce<Answer>(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  order: Order,
  answerOf: (row: BookingRow, now: number) => Answer,
): Promise<Answer | null> {
  const { actor, idempotencyKey } = call
  const { spaceId, userId, during, expectedTotal, maxLive } = order
  if (!deps.db.pool || userId !== actor.id) return null
  const spaces = bookableSpacesOf(deps.db)
  const bookable = await spaces.get(spaceId)
  if (!bookable) return null
  const { space } = bookable
  const now = deps.clock.now()
  const prepared = unlessRefused(() => {
    const made = prepareBookingOn(bookable, actor, { space, during, userId }, now)
    assertExpectedTotal(expectedTotal, made.quote)
    return made
  })
  if (!prepared) return null
  const slot = withBuffers(during, space)
  const guards = [
    { name: 'space', query: lockSpaceAsRead(bookable, { during, slot, movedId: null }) },
    { name: 'member', query: lockUserStatement(userId, done('space')) },
    ...belowLimit(userId, { now, max: maxLive }, done('member')),
  ]
  const way = { deps, idempotencyKey, guards, answerOf: (row: BookingRow) => answerOf(row, now) }
  const answer = await createAtOnce(newRow(order, prepared, now), byHand(call, now), way)
  if (!answer) spaces.remove(spaceId)
  return answer
}
