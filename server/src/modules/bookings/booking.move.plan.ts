import type { Db } from '../../db/db.ts'
import type { Actor } from '../../shared/call.ts'
import { type Money, percentOf } from '../../shared/money.ts'
import { invalidField, invalidInterval, invalidTransition } from '../../shared/problems.ts'
import { instantsOf, rangeOf, type TimeRange, toMs } from '../../shared/time-range.ts'
import { contextOf, isStaffFor } from '../quotes/quote.context.ts'
import { checkAndQuote, checkAndQuoteNewEnd } from '../quotes/quote.service.ts'
import type { LoadedTerms } from '../quotes/quote.terms.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import type { BookingContext } from '../tariffs/tariff.limits.ts'
import { deadlinesOf, limitTiers } from '../tariffs/tariff.policy.ts'
import type { Quote, Tariff } from '../tariffs/tariff.schema.ts'
import { assertNotBlocked } from '../users/user.service.ts'
import type { ChargeAndRefund } from './booking.payment.ts'
import type { BookingRow } from './booking.repository.ts'
import type { BookingPatch, BookingStatus } from './booking.schema.ts'
import {
  cancellationPercent,
  initialStatus,
  isMovable,
  latestStartOf,
  mustCheckIn,
  policyPercent,
} from './booking.states.ts'

/** The space and the time that a booking has after a move. */
export type Target = { spaceId: string; during: TimeRange }

export function targetOf(booking: BookingRow, input: BookingPatch): Target {
  const { startsAt = booking.startsAt, endsAt = booking.endsAt, spaceId = booking.spaceId } = input
  return { spaceId, during: rangeOf({ startsAt, endsAt }) }
}

export const isMove = (booking: BookingRow, { spaceId, during }: Target): boolean =>
  spaceId !== booking.spaceId ||
  during.start !== toMs(booking.startsAt) ||
  during.end !== toMs(booking.endsAt)

/** A target whose space has been read, and the instant of the move. */
export type LoadedTarget = { space: SpaceRow; during: TimeRange; now: number }

/**
 * Raises the refusals of a move that do not depend on the status of the booking: `validation_failed` for a space of another
 * location, then `forbidden` for a booking of a blocked account.
 */
export async function assertMayMove(
  db: Db,
  actor: Actor,
  booking: BookingRow,
  destination: SpaceRow,
): Promise<void> {
  if (destination.locationId !== booking.locationId) throw otherLocation()
  if (booking.userId !== actor.id) await assertNotBlocked(db, booking.userId)
}

/**
 * Checks a move that has passed `assertMayMove`, except for a taken slot and the wallet, and prices it. Returns the new status,
 * whether the booking requires check-in, the values to freeze in it, and the part of the price difference that is charged or
 * refunded. A running booking keeps its status and whether it requires check-in, whatever its space requires now. Raises
 * `invalid_transition`, and the refusals of a quote. Pure. `loaded` are the terms of the target, with the closures within
 * `cutToMaxLength(during)`; terms from the cache have no closures, and the statement then looks for closures itself.
 */
export function planMove(loaded: LoadedTerms, actor: Actor, booking: BookingRow, target: LoadedTarget) {
  const { space, during, now } = target
  if (!isMovable(booking, now)) throw invalidTransition()
  const hasStarted = now >= toMs(booking.startsAt)
  if (hasStarted) assertOnlyEndMoves(booking, target)
  if (during.start > latestStartOf(booking, now)) throw tooLateForCheckedIn()
  const context = contextOf(actor, space, booking.userId, now)
  const status = hasStarted ? booking.status : statusAfter(booking, target, actor, context)
  const requiresCheckIn = hasStarted
    ? booking.requiresCheckIn
    : mustCheckIn(space.requiresCheckIn, during.start, now)
  const quote = hasStarted
    ? checkAndQuoteNewEnd(loaded, space, during, toMs(booking.endsAt))
    : checkAndQuote(loaded, space, during, { ...context, awaitsApproval: status === 'pending' })
  const limit = policyPercent(booking, now)
  const frozen = frozenValuesOf(quote, loaded.tariff, limit, during.start)
  const amounts = chargeAndRefundOf(booking.totalPrice, quote.total, cancellationPercent(booking, now))
  return { status, requiresCheckIn, frozen, amounts }
}

/** The transition that writes a planned move. Pure. */
export function moveTransitionOf(
  { status, requiresCheckIn, frozen, amounts }: ReturnType<typeof planMove>,
  target: LoadedTarget,
) {
  const { space, during } = target
  const set = {
    spaceId: space.id,
    ...instantsOf(during),
    bufferBeforeMinutes: space.bufferBeforeMinutes,
    bufferAfterMinutes: space.bufferAfterMinutes,
    requiresCheckIn,
    status,
    remindedAt: null,
    ...frozen,
  }
  return { type: 'moved' as const, set, ...amounts }
}

/**
 * A dearer booking charges the whole difference; a cheaper one refunds the percent of it that a cancellation would refund now.
 * Pure.
 */
function chargeAndRefundOf(before: Money, after: Money, percent: number): ChargeAndRefund {
  return after > before
    ? { charge: after - before, refund: 0 }
    : { charge: 0, refund: percentOf(before - after, percent) }
}

/** The values to freeze in a moved booking: the new price, and the new policy, limited to the percent that the old policy gave. */
function frozenValuesOf(quote: Quote, tariff: Pick<Tariff, 'cancellation'>, limit: number, start: number) {
  const cancellation = limitTiers(tariff.cancellation, limit)
  return {
    totalPrice: quote.total,
    cancellation,
    refundLimitPercent: limit,
    quote: { ...quote, cancellation: deadlinesOf(cancellation, start) },
  }
}

const otherLocation = () =>
  invalidField('/spaceId', {
    en: 'must be a space of the same location; cancel and book again to go elsewhere',
    ru: 'должно быть местом той же локации; чтобы сменить локацию, отмените и забронируйте заново',
  })

const tooLateForCheckedIn = () =>
  invalidTransition({
    en: 'A checked-in booking can start at most 15 minutes from now',
    ru: 'Бронирование с отметкой о приходе может начаться не позже чем через 15\u00a0минут',
  })

/**
 * Raises `invalid_transition` where a running booking would get another start or space, `invalid_interval` for an end in the past.
 */
function assertOnlyEndMoves(booking: BookingRow, { space, during, now }: LoadedTarget): void {
  if (space.id !== booking.spaceId || during.start !== toMs(booking.startsAt))
    throw invalidTransition({
      en: 'After the start only the end can change',
      ru: 'После начала можно изменить только конец',
    })
  if (during.end <= now)
    throw invalidInterval({ en: 'The end must be later than now', ru: 'Конец должен быть позже, чем сейчас' })
}

/** Whether the actor may move the booking to a space that requires approval: a member's checked-in booking cannot become `pending`. */
export const mayMoveToApprovalSpace = (booking: BookingRow, actor: Actor): boolean =>
  booking.status !== 'checked_in' || isStaffFor(actor, booking)

/**
 * The status after a move. A member's move to a space that requires approval must be approved again. A booking in the step that is
 * running now does not become `pending` when the actor could approve it, because it would expire at once. Raises
 * `invalid_transition`.
 */
function statusAfter(
  booking: BookingRow,
  { space, during }: LoadedTarget,
  actor: Actor,
  context: BookingContext,
): BookingStatus {
  if (booking.status === 'pending') return initialStatus(true, during.start, context)
  if (!space.requiresApproval || isStaffFor(actor, booking)) return booking.status
  if (!mayMoveToApprovalSpace(booking, actor))
    throw invalidTransition({
      en: 'You are checked in already, and staff approve each booking of that space: choose another space',
      ru: 'Приход уже отмечен, а бронирования этого места подтверждают сотрудники: выберите другое место',
    })
  return initialStatus(true, during.start, context)
}
