import { percentOf } from '../../shared/money.ts'
import { invalidTransition } from '../../shared/problems.ts'
import { minuteMs, toMs } from '../../shared/time-range.ts'
import type { BookingContext } from '../tariffs/tariff.limits.ts'
import { refundPercentAt } from '../tariffs/tariff.policy.ts'
import type { CancellationTier } from '../tariffs/tariff.schema.ts'
import type { BookingStatus } from './booking.schema.ts'

/** Check-in is possible from this long before the start. */
const checkInOpensBeforeMs = 15 * minuteMs
/** A booking that requires check-in becomes a no-show this long after its start. */
const noShowAfterMs = 15 * minuteMs

/** A stored status, and the fields that tell when time changes it. */
export type TimedStatus = {
  status: BookingStatus
  startsAt: string
  endsAt: string
  requiresCheckIn: boolean
  /** While the booking awaits its payment: the instant at which it expires. */
  holdUntil: string | null
}

/** The instant before which a booking that requires check-in must be checked in. Pure. */
export const checkInDeadline = ({ startsAt, endsAt }: Pick<TimedStatus, 'startsAt' | 'endsAt'>): number =>
  Math.min(toMs(startsAt) + noShowAfterMs, toMs(endsAt))

/**
 * The status of a stored booking at `now`, whether or not the sweep has written it yet. booking.status.repository.ts has this rule
 * in SQL; a test compares the two. Pure.
 */
export function statusAt(booking: TimedStatus, now: number): BookingStatus {
  const { status, requiresCheckIn, holdUntil } = booking
  const [start, end] = [toMs(booking.startsAt), toMs(booking.endsAt)]
  if (status === 'awaiting_payment' && holdUntil !== null && now >= toMs(holdUntil)) return 'expired'
  if (status === 'pending' && now >= start) return 'expired'
  if (status === 'confirmed' && requiresCheckIn) return now >= start + noShowAfterMs ? 'no_show' : status
  if ((status === 'confirmed' || status === 'checked_in') && now >= end) return 'completed'
  return status
}

/**
 * The status of a new booking: `pending` where the space requires approval. Staff may book the step that is running now; that
 * booking is not `pending`, because it would expire at once, and these staff could approve it themselves. Pure.
 */
export const initialStatus = (
  requiresApproval: boolean,
  start: number,
  { now, mayBookRunningStep }: Pick<BookingContext, 'now' | 'mayBookRunningStep'>,
): 'pending' | 'confirmed' =>
  requiresApproval && !(mayBookRunningStep && start <= now) ? 'pending' : 'confirmed'

/**
 * Whether a booking that is made at `now`, or moved to another start, becomes a no-show without a check-in. A booking that starts
 * before `now` does not: only staff make it, for a member who has come, and nobody could check it in before it was made. Pure.
 */
export const mustCheckIn = (requiresCheckIn: boolean, start: number, now: number): boolean =>
  requiresCheckIn && start >= now

/**
 * The actions that change only the status of a booking, spelled as in the paths of their routes. `BookingAction`, which has further
 * actions, spells them with an underscore.
 */
export type StatusAction = 'approve' | 'reject' | 'no-show' | 'check-in' | 'complete'
type Rule = {
  from: BookingStatus
  to: BookingStatus
  /** Whether the action is possible at `now`; absent where that depends on the status alone. */
  isInTime?: (start: number, end: number, now: number) => boolean
}

const rules: Record<StatusAction, Rule> = {
  approve: { from: 'pending', to: 'confirmed' },
  reject: { from: 'pending', to: 'rejected' },
  'no-show': { from: 'confirmed', to: 'no_show', isInTime: (start, _, now) => now >= start },
  'check-in': {
    from: 'confirmed',
    to: 'checked_in',
    isInTime: (start, end, now) => start - checkInOpensBeforeMs <= now && now < end,
  },
  complete: { from: 'checked_in', to: 'completed' },
}

/**
 * Whether the status and the time allow this action at `now`; the rights of the actor are checked elsewhere. None of these actions is possible
 * with a booking that a closure is about to cancel; it can only be moved or cancelled. Pure.
 */
export function isPossible(action: StatusAction, booking: StatusFacts, now: number): boolean {
  const { from, isInTime } = rules[action]
  if (booking.awaitsCancellation || statusAt(booking, now) !== from) return false
  return isInTime?.(toMs(booking.startsAt), toMs(booking.endsAt), now) ?? true
}

/** The status after an action that a person performs. Raises `invalid_transition`. Pure. */
export function nextStatus(action: StatusAction, booking: StatusFacts, now: number): BookingStatus {
  if (!isPossible(action, booking, now)) throw invalidTransition()
  return rules[action].to
}

/** The statuses in which a booking occupies its slot. */
export const occupyingStatuses: BookingStatus[] = ['awaiting_payment', 'pending', 'confirmed', 'checked_in']

/** The statuses of a live booking that is paid. */
const paidAndLive: BookingStatus[] = ['pending', 'confirmed', 'checked_in']

/** The statuses of a booking that is paid for, and occupies its slot or has occupied it. Only such bookings count in reports. */
export const paidStatuses: BookingStatus[] = [...paidAndLive, 'completed', 'no_show']

export const occupies = (status: BookingStatus): boolean => occupyingStatuses.includes(status)

/** The fields that decide whether a booking is live and which actions are possible. */
export type StatusFacts = TimedStatus & { awaitsCancellation: boolean }

/**
 * Whether a booking is live: it occupies its slot. A booking that a closure is about to cancel stays live until the cancellation is
 * written, even where its time has ended meanwhile. Pure.
 */
export const isLive = (booking: StatusFacts, now: number): boolean =>
  occupies(booking.awaitsCancellation ? booking.status : statusAt(booking, now))

/** Whether the booking is paid, and time has not ended it at `now`. Pure. */
export const isPaidAndLive = (booking: TimedStatus, now: number): boolean =>
  paidAndLive.includes(statusAt(booking, now))

/**
 * Whether the booking may be moved at `now`; after the start only its end may change. A booking of less than 15 minutes that requires
 * check-in stays `confirmed` after its end, but cannot be moved then. Pure.
 */
export const isMovable = (booking: TimedStatus, now: number): boolean =>
  isPaidAndLive(booking, now) && now < toMs(booking.endsAt)

/**
 * The latest start that a move at `now` can give the booking. A checked-in booking stays checked in, so it cannot get a later start
 * for which no check-in is possible yet. Pure.
 */
export const latestStartOf = (booking: TimedStatus, now: number): number =>
  booking.status === 'checked_in'
    ? Math.max(toMs(booking.startsAt), now + checkInOpensBeforeMs)
    : Number.POSITIVE_INFINITY

/** Whether the booking still awaits its payment at `now`, and no closure is about to cancel it. Pure. */
export const isPayable = (booking: StatusFacts, now: number): boolean =>
  !booking.awaitsCancellation && statusAt(booking, now) === 'awaiting_payment'

/**
 * Whether the booking may be cancelled at `now`: a `confirmed` one by its owner before its start, by staff until its end; a
 * `pending` or unpaid one while it has this status; a `checked_in` one never. A booking that a closure is about to cancel may be
 * cancelled until that is written. Pure.
 */
export function isCancellable(booking: StatusFacts, now: number, isStaff: boolean): boolean {
  if (booking.awaitsCancellation) return isLive(booking, now)
  const status = statusAt(booking, now)
  if (status === 'pending' || status === 'awaiting_payment') return true
  return status === 'confirmed' && now < toMs(isStaff ? booking.endsAt : booking.startsAt)
}

type RefundFacts = StatusFacts & {
  totalPrice: number
  cancellation: CancellationTier[]
  refundLimitPercent: number
}

/**
 * The price that a new or live booking has been charged; 0 where it still awaits its payment. Not for any other booking: one that ended
 * unpaid was charged nothing, which its status does not tell. Pure.
 */
export const chargedPrice = ({ status, totalPrice }: Pick<RefundFacts, 'status' | 'totalPrice'>): number =>
  status === 'awaiting_payment' ? 0 : totalPrice

/**
 * The refund of a booking that expires: the charged price, limited by the percent that an earlier move has set. A rejection refunds
 * everything that was charged (`findFullRefund`, decision 0005). Pure.
 */
export const expiryRefund = (booking: RefundFacts): number =>
  percentOf(chargedPrice(booking), booking.refundLimitPercent)

/**
 * The percent of the price that a cancellation by the owner refunds at `now`: 100 where a closure is about to cancel the booking,
 * 0 where the owner may not cancel. Pure.
 */
export function cancellationPercent(booking: RefundFacts, now: number): number {
  const isAboutToBeCancelled = booking.awaitsCancellation && paidAndLive.includes(booking.status)
  return isAboutToBeCancelled ? 100 : policyPercent(booking, now)
}

/**
 * The percent that the policy of the booking alone refunds at `now`. Unlike `cancellationPercent` it ignores a closure that is about to cancel
 * the booking; so a move can freeze it as the limit of later refunds. Pure.
 */
export function policyPercent(booking: RefundFacts, now: number): number {
  const status = statusAt(booking, now)
  if (status === 'pending') return booking.refundLimitPercent
  if (status !== 'confirmed') return 0
  const start = toMs(booking.startsAt)
  return now < start ? refundPercentAt(booking.cancellation, start, now) : 0
}

export const refundNow = (booking: RefundFacts, now: number): number =>
  percentOf(booking.totalPrice, cancellationPercent(booking, now))
