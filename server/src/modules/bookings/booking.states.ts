import { percentOf } from '../../shared/money.ts'
import { minuteMs, toMs } from '../../shared/time-range.ts'
import { refundPercentAt } from '../tariffs/tariff.policy.ts'
import type { BookingContext } from '../tariffs/tariff.rules.ts'
import type { CancellationTier } from '../tariffs/tariff.schema.ts'
import { invalidTransition } from './booking.problems.ts'
import type { BookingStatus } from './booking.schema.ts'

/** How long before the start one may check in, and how long after it one who must is waited for. */
export const checkInMs = 15 * minuteMs

export type Timed = {
  status: BookingStatus
  startsAt: string
  endsAt: string
  requiresCheckIn: boolean
}

/**
 * What a stored booking is at `now`, whether or not the sweep that writes it down has come by. The same rule in SQL is
 * booking.status.repository.ts; a test holds them together. Pure.
 */
export function statusAt(booking: Timed, now: number): BookingStatus {
  const { status, requiresCheckIn } = booking
  const [start, end] = [toMs(booking.startsAt), toMs(booking.endsAt)]
  if (status === 'pending' && now >= start) return 'expired'
  if (status === 'confirmed' && requiresCheckIn) return now >= start + checkInMs ? 'no_show' : status
  if ((status === 'confirmed' || status === 'checked_in') && now >= end) return 'completed'
  return status
}

/**
 * What a booking is at first: `pending` where it has to be approved. Staff may start the running step, too late for it to be
 * approved: `pending` it would expire in the same instant, and they are who approves. Pure.
 */
export const initialStatus = (
  requiresApproval: boolean,
  start: number,
  { now, isStaff }: BookingContext,
): 'pending' | 'confirmed' => (requiresApproval && !(isStaff && start <= now) ? 'pending' : 'confirmed')

export type Action = 'approve' | 'reject' | 'no-show' | 'check-in' | 'complete'
type Rule = {
  from: BookingStatus
  to: BookingStatus
  inTime?: (start: number, end: number, now: number) => boolean
}

const rules: Record<Action, Rule> = {
  approve: { from: 'pending', to: 'confirmed' },
  reject: { from: 'pending', to: 'rejected' },
  'no-show': { from: 'confirmed', to: 'no_show', inTime: (start, _, now) => now >= start },
  'check-in': {
    from: 'confirmed',
    to: 'checked_in',
    inTime: (start, end, now) => start - checkInMs <= now && now < end,
  },
  complete: { from: 'checked_in', to: 'completed' },
}

/** Whether people may do this at `now`; nothing with a booking that a closure is about to cancel. Pure. */
export function isPossible(action: Action, booking: Live, now: number): boolean {
  const { from, inTime } = rules[action]
  const isInTime = inTime?.(toMs(booking.startsAt), toMs(booking.endsAt), now) ?? true
  return !booking.awaitsCancellation && statusAt(booking, now) === from && isInTime
}

/** The status after what people do by hand. Raises `invalid_transition`. Pure. */
export function nextStatus(action: Action, booking: Live, now: number): BookingStatus {
  if (!isPossible(action, booking, now)) throw invalidTransition()
  return rules[action].to
}

/** In these a booking occupies its slot. */
export const occupying: BookingStatus[] = ['pending', 'confirmed', 'checked_in']

/** In these a booking counts in reports: it occupies its slot, or has had it. */
export const counted: BookingStatus[] = [...occupying, 'completed', 'no_show']

export const occupies = (status: BookingStatus): boolean => occupying.includes(status)

export type Live = Timed & { awaitsCancellation: boolean }

/**
 * Whether a booking is not over yet. One that a closure is about to cancel is not before that is done, whatever time has made
 * of it meanwhile. Pure.
 */
export const isLive = (booking: Live, now: number): boolean =>
  occupies(booking.awaitsCancellation ? booking.status : statusAt(booking, now))

/** Whether the booking may be moved at `now`, or, once it has started, only its end. Pure. */
export const isMovable = (booking: Timed, now: number): boolean => occupies(statusAt(booking, now))

/** Whether the booking may be cancelled at `now`: by its owner before its start, by staff until its end. Pure. */
export function isCancellable(booking: Live, now: number, isStaff: boolean): boolean {
  if (booking.awaitsCancellation) return isLive(booking, now)
  const status = statusAt(booking, now)
  if (status === 'pending') return true
  return status === 'confirmed' && now < toMs(isStaff ? booking.endsAt : booking.startsAt)
}

type Priced = Live & { totalPrice: number; cancellation: CancellationTier[]; refundLimitPercent: number }

/** What a `pending` booking gives back, however it ends: all, but for the limit that a move has left. Pure. */
export const pendingRefund = (booking: Priced): number =>
  percentOf(booking.totalPrice, booking.refundLimitPercent)

/** The percent of the price that a cancellation by the owner gives back at `now`: all, where a closure is about to cancel; 0 where it may not. Pure. */
export function cancellationPercent(booking: Priced, now: number): number {
  if (booking.awaitsCancellation && occupies(booking.status)) return 100
  const status = statusAt(booking, now)
  if (status === 'pending') return booking.refundLimitPercent
  if (status !== 'confirmed') return 0
  const start = toMs(booking.startsAt)
  return now < start ? refundPercentAt(booking.cancellation, start, now) : 0
}

export const refundNow = (booking: Priced, now: number): number =>
  percentOf(booking.totalPrice, cancellationPercent(booking, now))
