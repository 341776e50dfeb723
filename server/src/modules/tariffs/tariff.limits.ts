import { durationText } from '../../shared/duration-text.ts'
import { dayMs, minuteMs, minutesOf, type TimeRange } from '../../shared/time-range.ts'
import { offsetSpans, wallClock } from '../../shared/zone.ts'
import { invalidDuration, outsideBookingWindow, startsInPast } from './tariff.problems.ts'
import type { Tariff } from './tariff.schema.ts'

export type BookingContext = {
  /** The instant of the request. */
  now: number
  /**
   * Whether the actor may book the step that is running now: staff of the location may, also for themselves (unlike `isStaffFor` of
   * quotes/quote.context.ts). A manager may not book it for the manager's own account where the space requires approval.
   */
  mayBookRunningStep: boolean
  /** Whether the booking awaits an approval, which is possible only before its start. */
  awaitsApproval: boolean
}

export type Limits = Pick<
  Tariff,
  'minMinutes' | 'maxMinutes' | 'stepMinutes' | 'minLeadMinutes' | 'maxAdvanceDays'
>

/**
 * Raises `starts_in_past`. Staff may book the step that is running now: a walk-in is booked from the start of that step. A booking
 * that awaits an approval cannot start at the instant of the request, because it would expire at once.
 */
export function assertNotPast(
  tariff: Limits,
  timeZone: string,
  start: number,
  { now, mayBookRunningStep, awaitsApproval }: BookingContext,
): void {
  if (start > now || (start === now && !awaitsApproval)) return
  if (awaitsApproval || !mayBookRunningStep || start < startOfRunningStep(tariff, timeZone, now))
    throw startsInPast()
}

/** The latest instant, `now` at the latest, at which the wall clock reads a multiple of the step. */
function startOfRunningStep({ stepMinutes }: Limits, timeZone: string, now: number): number {
  const stepMs = stepMinutes * minuteMs
  // A change of the clock makes a step longer or shorter, by less than a day.
  const searched = { start: now - stepMs - dayMs, end: now + 1 }
  const starts = offsetSpans(timeZone, searched).flatMap(({ start, end, offset }) => {
    const last = Math.floor((end - 1 + offset) / stepMs) * stepMs - offset
    return last < start ? [] : [last]
  })
  return starts.at(-1) ?? now
}

/**
 * Raises `invalid_duration` unless the start (the minutes since local 00:00 that the wall clock reads) and the duration are multiples of
 * the step, to the millisecond, and the duration is within the tariff's bounds.
 */
export function assertStartAndDuration(tariff: Limits, timeZone: string, during: TimeRange): void {
  if (!isOnStep(tariff, timeZone, during.start)) {
    const step = durationText(tariff.stepMinutes)
    throw invalidDuration({
      en: `Bookings start at intervals of ${step.en}, counted from local midnight`,
      ru: `Начинать можно с шагом ${step.ru}, считая от местной полуночи`,
    })
  }
  assertDuration(tariff, during)
}

/**
 * Raises `invalid_duration` unless the duration is a multiple of the step and within the tariff's bounds. For a booking that keeps its
 * start: a tariff that was changed later does not refuse that start.
 */
export function assertDuration(tariff: Limits, during: TimeRange): void {
  const { stepMinutes, minMinutes, maxMinutes } = tariff
  if ((during.end - during.start) % (stepMinutes * minuteMs) !== 0) {
    const step = durationText(stepMinutes)
    throw invalidDuration({
      en: `The duration must be a multiple of ${step.en}`,
      ru: `Длительность должна быть кратна ${step.ru}`,
    })
  }
  const minutes = minutesOf(during)
  if (minutes < minMinutes || minutes > maxMinutes) {
    const [least, most, requested] = [minMinutes, maxMinutes, minutes].map(durationText)
    throw invalidDuration({
      en: `The duration must be from ${least?.en} to ${most?.en}; this is ${requested?.en}`,
      ru: `Длительность должна быть от ${least?.ru} до ${most?.ru}, выбрано ${requested?.ru}`,
    })
  }
}

/** The duration nearest to `minutes` that the tariff allows; of two equally near durations the longer one; null where there is none. */
export function nearestDurationMinutes(
  { minMinutes, maxMinutes, stepMinutes }: Pick<Limits, 'minMinutes' | 'maxMinutes' | 'stepMinutes'>,
  minutes: number,
): number | null {
  const shortest = Math.ceil(minMinutes / stepMinutes) * stepMinutes
  const longest = Math.floor(maxMinutes / stepMinutes) * stepMinutes
  if (shortest > longest) return null
  return Math.min(Math.max(Math.floor(minutes / stepMinutes + 0.5) * stepMinutes, shortest), longest)
}

/** Whether the wall clock reads a multiple of the step at `start`. */
export const isOnStep = ({ stepMinutes }: Limits, timeZone: string, start: number): boolean =>
  wallClock(timeZone, start).timeOfDay % (stepMinutes * minuteMs) === 0

/** Raises `outside_booking_window` where the start is too soon, or its local date too far ahead. Staff may book the running step. */
export function assertLeadTimeAndAdvanceLimit(
  tariff: Limits,
  timeZone: string,
  start: number,
  { now, mayBookRunningStep }: Pick<BookingContext, 'now' | 'mayBookRunningStep'>,
): void {
  const { minLeadMinutes, maxAdvanceDays } = tariff
  const isRunningStep = mayBookRunningStep && start <= now
  if (!isRunningStep && start - now < minLeadMinutes * minuteMs) {
    const lead = durationText(minLeadMinutes)
    throw outsideBookingWindow({
      en: `It must be booked at least ${lead.en} in advance`,
      ru: `Бронировать нужно не позже чем за ${lead.ru} до начала`,
    })
  }
  const daysAhead = wallClock(timeZone, start).date - wallClock(timeZone, now).date
  if (daysAhead > maxAdvanceDays) {
    const days = maxAdvanceDays === 1 ? 'day' : 'days'
    throw outsideBookingWindow({
      en: `It can be booked at most ${maxAdvanceDays} ${days} in advance; this is ${daysAhead}`,
      ru: `Бронировать можно не более чем за ${maxAdvanceDays}\u00a0дн. до начала, выбрано за ${daysAhead}`,
    })
  }
}
