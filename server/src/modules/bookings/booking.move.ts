import type { Db, Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import type { Money } from '../../shared/money.ts'
import { rangeOf } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import { withBuffers } from '../availability/availability.buffers.ts'
import { unlessRefused } from '../availability/availability.service.ts'
import { cutToMaxLength, loadTerms, lockSpaceIfUnchangedStatement } from '../quotes/quote.service.ts'
import { spaceCacheOf } from '../quotes/quote.space-cache.ts'
import { lockSpace } from '../spaces/space.service.ts'
import { causeOf } from './booking.cause.ts'
import { assertFree, withAlternatives } from './booking.conflict.ts'
import { assertExpectedTotal } from './booking.expected-total.ts'
import {
  assertMayMove,
  isMove,
  type LoadedTarget,
  mayMoveToApprovalSpace,
  moveTransitionOf,
  planMove,
  targetOf,
} from './booking.move.plan.ts'
import { type BookingRow, findBooking, findBookingWithXmin } from './booking.repository.ts'
import { assertVisible } from './booking.rights.ts'
import type { Booking, BookingPatch } from './booking.schema.ts'
import { bookingResponseOf, lockVisibleBooking, readBookingResponse } from './booking.service.ts'
import { latestStartOf } from './booking.states.ts'
import { transition, transitionInOneStatement } from './booking.transition.ts'

/**
 * Changes the title, or moves the booking to another time or space of its location.
 *
 * Before the start everything is checked and priced again by the tariff as it is now. A dearer booking charges the difference. A
 * cheaper one refunds the difference × the percent that a cancellation would refund now. The percent that the policy of the booking
 * gives now becomes the limit of later refunds by the policy (decision 0005). A checked-in booking cannot get a start for which no check-in is possible yet.
 * After the start only the end may change. `expectedTotal` is the expected price of the whole booking after the move; where nothing
 * moves, it is compared with the present price. Locks the target space, the booking, the due bookings in this space (with the
 * wallets to which expired ones are refunded), and the owner's wallet.
 *
 * Raises `not_found`, `validation_failed` for a space of another location, `forbidden` for a booking of a blocked account,
 * `precondition_failed`, `invalid_transition`, the refusals of a quote, `booking_conflict`, `price_changed`, `insufficient_funds`.
 */
export function move(
  deps: Pick<Deps, 'db' | 'clock' | 'loadAllTerms' | 'queryQueue' | 'bookingQueue'>,
  call: Call,
  id: string,
  input: BookingPatch,
): Promise<Booking> {
  const { expectedTotal } = input
  const find = async (db: Db) => assertVisible(call.actor, await findBooking(db, id))
  const getAlternativesRequest = async () => {
    const booking = await find(deps.db)
    const { spaceId, userId } = booking
    const now = deps.clock.now()
    const latestStart = latestStartOf(booking, now)
    const moved = {
      bookingId: id,
      spaceId,
      during: rangeOf(booking),
      mayMoveToApprovalSpace: mayMoveToApprovalSpace(booking, call.actor),
      latestStart,
    }
    const hasStarted = now >= moved.during.start
    return hasStarted ? null : { ...targetOf(booking, input), userId, moved }
  }
  return withAlternatives(deps, call.actor, getAlternativesRequest, async () => {
    const moved = await moveInOneStatement(deps, call, id, input)
    if (moved) return moved
    return inTransaction(deps, async (trx) => {
      const found = await find(trx)
      const { spaceId, during } = targetOf(found, input)
      const space = isMove(found, { spaceId, during }) ? await lockSpace(trx, spaceId) : null
      const booking = await lockVisibleBooking(trx, call.actor, id)
      const target = targetOf(booking, input)
      const hasMoved = isMove(booking, target)
      // Another transaction moved the booking between the read and the lock, so the locked space is not the target any more.
      if (hasMoved && target.spaceId !== space?.id) throw new RetryTransaction()
      if (hasMoved && space) await assertMayMove(trx, call.actor, booking, space)
      assertVersion(booking.version, call.ifMatch)
      if (!hasMoved) assertExpectedTotal(expectedTotal, booking.quote)
      const now = deps.clock.now()
      const { title = booking.title } = input
      if (!hasMoved && title === booking.title) return readBookingResponse(trx, call.actor, booking, now)
      const change =
        hasMoved && space
          ? await checkAndPriceMove(trx, call, booking, { space, during: target.during, now, expectedTotal })
          : { type: 'updated' as const, set: {} }
      const set = { ...change.set, title }
      const after = await transition(trx, booking, { ...change, set }, causeOf(call, now))
      return readBookingResponse(trx, call.actor, after, now)
    })
  })
}

/**
 * Moves a booking by one statement, for its owner, from the cached terms of the target space. Returns null, and writes nothing, in these
 * cases: `deps.db` is a transaction; the row of the booking or the terms have changed since they were read; nothing moves; the move would be
 * refused; a closure is about to cancel the booking, so that `refundNow` must be read from the ledger.
 */
async function moveInOneStatement(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  input: BookingPatch,
): Promise<Booking | null> {
  if (deps.db.isTransaction) return null
  const read = await findBookingWithXmin(deps.db, id)
  if (read?.userId !== call.actor.id || read.awaitsCancellation) return null
  const { spaceId, during } = targetOf(read, input)
  const spaceCache = spaceCacheOf(deps.db)
  const cached = isMove(read, { spaceId, during }) ? await spaceCache.get(spaceId) : null
  if (cached?.space.locationId !== read.locationId) return null
  const { space } = cached
  const now = deps.clock.now()
  const to = { space, during, now }
  const plan = unlessRefused(() => {
    assertVersion(read.version, call.ifMatch)
    const plan = planMove(cached, call.actor, read, to)
    assertExpectedTotal(input.expectedTotal, plan.frozen.quote)
    return plan
  })
  if (!plan) return null
  const { set, ...change } = moveTransitionOf(plan, to)
  const title = input.title ?? read.title
  const checked = { during, slot: withBuffers(during, space), movedId: id }
  const after = await transitionInOneStatement(
    read,
    { ...change, set: { ...set, title } },
    causeOf(call, now),
    {
      deps,
      idempotencyKey: null,
      guards: [{ name: 'space', query: lockSpaceIfUnchangedStatement(cached, checked) }],
      responseOf: (row) => bookingResponseOf(call.actor, row, now),
    },
  )
  // Null may mean that the cached terms have changed, so they are read again next time.
  if (!after) spaceCache.remove(spaceId)
  return after
}

type RequestedMove = LoadedTarget & { expectedTotal: Money | undefined }

/** Checks and prices the move of a locked booking; returns its transition. */
async function checkAndPriceMove(trx: Tx, { actor }: Call, booking: BookingRow, move: RequestedMove) {
  const { space, during, now } = move
  const plan = planMove(await loadTerms(trx, space, cutToMaxLength(during)), actor, booking, move)
  await assertFree(trx, space, { during, now, movedBookingId: booking.id })
  assertExpectedTotal(move.expectedTotal, plan.frozen.quote)
  return moveTransitionOf(plan, move)
}
