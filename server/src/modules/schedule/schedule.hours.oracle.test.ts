import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertProperty,
  openingWeeks,
  rangeOfSpan,
  type ZonedSpan,
  zonedSpans,
} from '../../../../testing/oracles/arbitraries.ts'
import { isOpenAt, isWithin, minutesOfSpan, type Span, spansOf } from '../../../../testing/oracles/oracle.ts'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { instantsOf } from '../../shared/time-range.ts'
import { assertOpen, openTimes, timesOfOpeningHours, toIntervals } from './schedule.hours.ts'
import type { OpeningHours } from './schedule.schema.ts'

const minute = 60_000
const scheduleOf = (week: OpeningHours, timeZone: string, closures: Span[]) => ({
  timeZone,
  weekly: toIntervals(week),
  closures: closures.map(rangeOfSpan),
})

const cases = fc
  .record({
    week: openingWeeks,
    span: zonedSpans,
    // In minutes after the start of the interval; some begin before it, end after it, overlap or touch.
    closures: fc.array(
      fc.record({ from: fc.integer({ min: -300, max: 2_000 }), length: fc.integer({ min: 1, max: 500 }) }),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ week, span, closures }) => {
    const { start } = rangeOfSpan(span)
    return {
      week,
      span,
      closures: closures.map(({ from, length }) =>
        instantsOf({ start: start + from * minute, end: start + (from + length) * minute }),
      ),
    }
  })

describe('opening hours, compared with a wall clock that is read at every minute', () => {
  it('are open at the minutes that are open by the wall clock, except during closures', () =>
    assertProperty(
      cases,
      ({ week, span: { timeZone, ...span }, closures }) => {
        const schedule = scheduleOf(week, timeZone, closures)
        const withinHours = minutesOfSpan(span).filter((at) => isOpenAt(week, timeZone, at))
        expect(timesOfOpeningHours(schedule, rangeOfSpan(span)).map(instantsOf)).toEqual(spansOf(withinHours))
        const open = withinHours.filter((at) => !isWithin(closures, at))
        expect(openTimes(schedule, rangeOfSpan(span)).map(instantsOf)).toEqual(spansOf(open))
      },
      100,
    ))

  // These intervals are short, because few long intervals would lie within opening hours.
  const shortCases = fc
    .record({ example: cases, length: fc.integer({ min: 1, max: 240 }) })
    .map(({ example, length }) => {
      const { start, end } = rangeOfSpan(example.span)
      const during = { start, end: Math.min(end, start + length * minute) }
      const span: ZonedSpan = { ...example.span, ...instantsOf(during) }
      return { ...example, span }
    })

  it('refuse an interval as outside_opening_hours for a minute outside the hours, otherwise as closed for a minute in a closure', () =>
    assertProperty(
      fc.oneof(cases, shortCases),
      ({ week, span: { timeZone, ...span }, closures }) => {
        const minutes = minutesOfSpan(span)
        const isOutside = minutes.some((at) => !isOpenAt(week, timeZone, at))
        const isClosed = minutes.some((at) => isWithin(closures, at))
        const code = problemCodeOf(() => assertOpen(scheduleOf(week, timeZone, closures), rangeOfSpan(span)))
        expect(code).toBe(isOutside ? 'outside_opening_hours' : isClosed ? 'closed' : null)
      },
      200,
    ))
})
