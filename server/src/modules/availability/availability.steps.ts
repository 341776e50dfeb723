import { dayMs, minuteMs, type TimeRange } from '../../shared/time-range.ts'
import { offsetSpans } from '../../shared/zone.ts'
import type { LocationAndTariff } from '../quotes/quote.terms.ts'

/** The first `count` instants in `during` at which the wall clock reads a multiple of the tariff's step. Pure. */
export function stepsIn(during: TimeRange, { location, tariff }: LocationAndTariff, count: number): number[] {
  const stepMs = tariff.stepMinutes * minuteMs
  const steps: number[] = []
  if (during.start >= during.end) return steps
  // A step divides the day, so local time since 1970 is a multiple of the step exactly when the time of day is.
  for (const { start, end, offset } of offsetSpans(location.timeZone, during))
    for (let at = Math.ceil((start + offset) / stepMs) * stepMs - offset; at < end; at += stepMs) {
      if (steps.length === count) return steps
      steps.push(at)
    }
  return steps
}

/** The steps in `during` that are nearest to `instant`: up to `count` before it, and up to `count` from it on. Pure. */
export function stepsNear(
  during: TimeRange,
  instant: number,
  terms: LocationAndTariff,
  count: number,
): number[] {
  const middle = Math.min(Math.max(instant, during.start), during.end)
  // The search covers a day more than the length of `count` steps, because a change of the clock makes some steps longer.
  const searchedMs = count * terms.tariff.stepMinutes * minuteMs + dayMs
  const before = { start: Math.max(during.start, middle - searchedMs), end: middle }
  const after = { start: middle, end: during.end }
  return [...stepsIn(before, terms, Number.POSITIVE_INFINITY).slice(-count), ...stepsIn(after, terms, count)]
}
