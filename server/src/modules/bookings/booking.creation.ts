import type { Db, Tx } from '../../db/db.ts'
import { hasRow } from '../../db/one-statement.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import type { Money } from '../../shared/money.ts'
import { instantsOf, type TimeRange, toInstant } from '../../shared/time-range.ts'
import { withBuffers } from '../availability/availability.buffers.ts'
import { unlessRefused } from '../availability/availability.service.ts'
import { contextOf } from '../quotes/quote.context.ts'
import {
  checkAndQuote,
  cutToMaxLength,
  loadTerms,
  lockSpaceIfUnchangedStatement,
} from '../quotes/quote.service.ts'
import { spaceCacheOf } from '../quotes/quote.space-cache.ts'
import type { LoadedTerms } from '../quotes/quote.terms.ts'
import { lockSpace, type SpaceRow } from '../spaces/space.service.ts'
import { frozenTiers } from '../tariffs/tariff.policy.ts'
import type { Quote, Tariff } from '../tariffs/tariff.schema.ts'
import { lockManagedUser } from '../users/user.rights.ts'
import { lockUserAgainstDeletion, lockUserAgainstDeletionStatement } from '../users/user.service.ts'
import { type Cause, causeOf } from './booking.cause.ts'
import { assertFree } from './booking.conflict.ts'
import { assertExpectedTotal } from './booking.expected-total.ts'
import { createOrHold, type OnlineDeps } from './booking.hold.ts'
import { assertBelowLimit, belowLimitParts } from './booking.limit.ts'
import type { BookingRow } from './booking.repository.ts'
import { assertMayBookFor } from './booking.rights.ts'
import type { BookingStatus } from './booking.schema.ts'
import { initialStatus, mustCheckIn } from './booking.states.ts'
import { createBooking, createInOneStatement, type NewRow } from './booking.transition.ts'

/** The booking that an actor requests, with the settings that decide on it. */
export type BookingRequest = {
  spaceId: string
  during: TimeRange
  userId: string
  title: string
  expectedTotal: Money | undefined
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  maxLive: number
  /** The dependencies of an online payment, for a balance that is too low; null: such a booking is refused. */
  online: OnlineDeps | null
}

export type PricedBooking = {
  space: SpaceRow
  during: TimeRange
  status: BookingStatus
  quote: Quote
  tariff: Pick<Tariff, 'cancellation'>
}

/**
 * Makes a booking and pays for it, in the transaction of the caller. Raises the problems of `book`. Locks, in this order:
 * - the space;
 * - the owner's account;
 * - the live bookings of the owner, where users book for themselves and `maxLive` is not 0, or where the wallet is too low for a booking
 *   with `online`;
 * - the due bookings in this space, and the wallets to which expired ones are refunded;
 * - the owner's wallet.
 */
export async function bookInTransaction(
  trx: Tx,
  actor: Actor,
  request: BookingRequest,
  cause: Cause,
): Promise<BookingRow> {
  const space = await lockSpace(trx, request.spaceId)
  if (request.userId === actor.id) await lockUserAgainstDeletion(trx, actor, actor.id)
  await assertMayBookFor(
    trx,
    actor,
    { userId: request.userId, locationId: space.locationId },
    lockManagedUser,
  )
  const priced = await checkAndPriceBooking(
    trx,
    actor,
    { space, during: request.during, userId: request.userId },
    cause.now,
  )
  return checkAndCreate(trx, actor, request, priced, cause)
}

/**
 * Loads the terms of a space, checks a booking against them and prices it. Checks neither the slot nor the wallet, and writes nothing.
 * Raises the refusals of a quote. A caller that then writes the booking must hold the lock of the space, so that the space and its
 * closures cannot change after they are read.
 */
export async function checkAndPriceBooking(
  db: Db,
  actor: Actor | null,
  { space, during, userId }: { space: SpaceRow; during: TimeRange; userId: string | null },
  now: number,
): Promise<PricedBooking> {
  const terms = await loadTerms(db, space, cutToMaxLength(during))
  return checkAndPriceBookingByTerms(terms, actor, { space, during, userId }, now)
}

/** Checks and prices a booking as `checkAndPriceBooking` does, on terms that are already loaded. Pure. */
export function checkAndPriceBookingByTerms(
  loaded: LoadedTerms,
  actor: Actor | null,
  { space, during, userId }: { space: SpaceRow; during: TimeRange; userId: string | null },
  now: number,
): PricedBooking {
  const context = contextOf(actor, space, userId, now)
  const quote = checkAndQuote(loaded, space, during, context)
  const status = initialStatus(space.requiresApproval, during.start, context)
  return { space, during, status, quote, tariff: loaded.tariff }
}

/** Checks the limit of live bookings, the slot and the expected price; then writes the booking and pays for it. */
async function checkAndCreate(
  trx: Tx,
  actor: Actor,
  request: BookingRequest,
  priced: PricedBooking,
  cause: Cause,
): Promise<BookingRow> {
  const { userId, expectedTotal, maxLive, online } = request
  const { now } = cause
  // The limit applies to users who book for themselves, staff included; bookings that staff make for others have no limit.
  if (userId === actor.id) await assertBelowLimit(trx, userId, { now, max: maxLive })
  const assertFreeAtExpectedPrice = async () => {
    await assertFree(trx, priced.space, { during: priced.during, now })
    assertExpectedTotal(expectedTotal, priced.quote)
  }
  const row = newRow(request, priced, now)
  if (online) return createOrHold(trx, row, { online, assertFreeAtExpectedPrice }, cause)
  await assertFreeAtExpectedPrice()
  return createBooking(trx, row, cause)
}

/** The row of a new booking. Pure except for the new id. */
export function newRow({ userId, title }: BookingRequest, priced: PricedBooking, now: number): NewRow {
  const { space, during, status, quote, tariff } = priced
  return {
    id: newId(),
    userId,
    spaceId: space.id,
    locationId: space.locationId,
    ...instantsOf(during),
    bufferBeforeMinutes: space.bufferBeforeMinutes,
    bufferAfterMinutes: space.bufferAfterMinutes,
    requiresCheckIn: mustCheckIn(space.requiresCheckIn, during.start, now),
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
 * Makes a booking by one statement, for an actor who books for the actor's own account, from cached terms. The statement locks the space,
 * the owner's account, the live bookings and the wallet, in the order of `bookInTransaction`, compares the terms with the database, and
 * writes. Returns null, and writes nothing, where it cannot do that, for example where `deps.db` is a transaction, the booking is for another
 * user, would be refused or would await its payment, a due booking is still in the slot, an account of the ledger does not exist yet, or the
 * terms have changed. The caller then runs `bookInTransaction`, which reads everything again, and books or raises the refusal.
 */
export async function bookInOneStatement<Response>(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  request: BookingRequest,
  responseOf: (row: BookingRow, now: number) => Response,
): Promise<Response | null> {
  const { actor, idempotencyKey } = call
  const { spaceId, userId, during, expectedTotal, maxLive } = request
  if (deps.db.isTransaction || userId !== actor.id) return null
  const spaceCache = spaceCacheOf(deps.db)
  const cached = await spaceCache.get(spaceId)
  if (!cached) return null
  const { space } = cached
  const now = deps.clock.now()
  const priced = unlessRefused(() => {
    const checked = checkAndPriceBookingByTerms(cached, actor, { space, during, userId }, now)
    assertExpectedTotal(expectedTotal, checked.quote)
    return checked
  })
  if (!priced) return null
  const slot = withBuffers(during, space)
  const guards = [
    { name: 'space', query: lockSpaceIfUnchangedStatement(cached, { during, slot, movedId: null }) },
    { name: 'member', query: lockUserAgainstDeletionStatement(userId, hasRow('space')) },
    ...belowLimitParts(userId, { now, max: maxLive }, hasRow('member')),
  ]
  const options = { deps, idempotencyKey, guards, responseOf: (row: BookingRow) => responseOf(row, now) }
  const response = await createInOneStatement(newRow(request, priced, now), causeOf(call, now), options)
  // Null may mean that the cached terms have changed, so they are read again next time.
  if (!response) spaceCache.remove(spaceId)
  return response
}
