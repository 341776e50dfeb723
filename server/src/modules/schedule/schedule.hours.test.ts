import { describe, expect, it } from 'vitest'
import { assertProperty, openingWeeks, rangeOfSpan } from '../../../../testing/oracles/arbitraries.ts'
import type { Span } from '../../../../testing/oracles/oracle.ts'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { Problem } from '../../shared/problem.ts'
import { instantsOf } from '../../shared/time-range.ts'
import {
  assertOpen,
  nextOpeningAfter,
  timesOfOpeningHours,
  toIntervals,
  toOpeningHours,
} from './schedule.hours.ts'
import type { OpeningHours } from './schedule.schema.ts'

const scheduleOf = (week: OpeningHours, timeZone: string, closures: Span[] = []) => ({
  timeZone,
  weekly: toIntervals(week),
  closures: closures.map(rangeOfSpan),
})

const days = (weekdays: number[], opens: string, closes: string): OpeningHours => ({
  weekly: weekdays.map((weekday) => ({ weekday, opens, closes })),
})
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const refusalOf = (week: OpeningHours, timeZone: string, from: string, to: string, closures: Span[] = []) =>
  problemCodeOf(() =>
    assertOpen(scheduleOf(week, timeZone, closures), { start: Date.parse(from), end: Date.parse(to) }),
  )
const outside = 'outside_opening_hours'

describe('the next opening', () => {
  // 1 December 2026 is a Tuesday.
  const alwaysOpen = days(everyDay, '00:00', '24:00')
  const laterClosure = { startsAt: '2027-03-02T10:00Z', endsAt: '2027-03-02T11:30Z' }
  const endedClosure = { startsAt: '2026-12-01T07:00Z', endsAt: '2026-12-01T08:00Z' }
  it.each([
    ['null without opening hours', days([], '09:00', '18:00'), [], null],
    ['null where it is always open', alwaysOpen, [], null],
    ['null where it is always open and a closure has just ended', alwaysOpen, [endedClosure], null],
    [
      'the end of the closure, where it is open at all other times',
      alwaysOpen,
      [laterClosure],
      '2027-03-02T11:30:00.000Z',
    ],
    ['the next day of the week', days([1], '09:00', '18:00'), [], '2026-12-07T09:00:00.000Z'],
    [
      'midnight, where a day is closed',
      days([1, 2, 3, 4, 5, 6], '00:00', '24:00'),
      [],
      '2026-12-07T00:00:00.000Z',
    ],
  ])('is %s', (_, week, closures, expected) => {
    const next = nextOpeningAfter(scheduleOf(week, 'UTC', closures), Date.parse('2026-12-01T08:00Z'))
    expect(next && new Date(next).toISOString()).toBe(expected)
  })
})

describe('an interval within opening hours', () => {
  // 1 December 2026 is a Tuesday.
  const tuesdays = days([2], '09:00', '18:00')
  it.each([
    ['may last from opening to closing', '2026-12-01T09:00+03:00', '2026-12-01T18:00+03:00', null],
    ['must not begin a minute early', '2026-12-01T08:59+03:00', '2026-12-01T10:00+03:00', outside],
    ['must not end a millisecond late', '2026-12-01T17:00+03:00', '2026-12-01T18:00:00.001+03:00', outside],
    ['must not lie on a closed weekday', '2026-12-02T10:00+03:00', '2026-12-02T11:00+03:00', outside],
    ['must not contain a closed day', '2026-12-01T10:00+03:00', '2026-12-08T11:00+03:00', outside],
  ])('%s', (_, from, to, code) => expect(refusalOf(tuesdays, 'Europe/Moscow', from, to)).toBe(code))

  it('may cross midnight where both days are open at that time', () => {
    const overnight = {
      weekly: [...days([5], '22:00', '24:00').weekly, ...days([6], '00:00', '04:00').weekly],
    }
    const [from, to] = ['2026-12-04T22:00+03:00', '2026-12-05T04:00+03:00']
    expect(refusalOf(overnight, 'Europe/Moscow', from, to)).toBeNull()
    expect(refusalOf(days([5], '22:00', '24:00'), 'Europe/Moscow', from, to)).toBe(outside)
  })

  it('is refused in a week without any hours', () =>
    expect(refusalOf({ weekly: [] }, 'UTC', '2026-12-01T10:00Z', '2026-12-01T11:00Z')).toBe(outside))

  it('may touch a closure on either side, but not share a millisecond with it', () => {
    const closure = [{ startsAt: '2026-12-01T10:00:00.000Z', endsAt: '2026-12-01T11:00:00.000Z' }]
    const at = (from: string, to: string) =>
      refusalOf(days(everyDay, '00:00', '24:00'), 'UTC', from, to, closure)
    expect(at('2026-12-01T09:00Z', '2026-12-01T10:00Z')).toBeNull()
    expect(at('2026-12-01T11:00Z', '2026-12-01T12:00Z')).toBeNull()
    expect(at('2026-12-01T09:00Z', '2026-12-01T10:00:00.001Z')).toBe('closed')
    expect(at('2026-12-01T10:59:59.999Z', '2026-12-01T12:00Z')).toBe('closed')
  })
})

describe('opening hours on a day with a clock change', () => {
  const night = days([7], '01:00', '03:00')
  const timesOn = (week: OpeningHours, timeZone: string, from: string, to: string) =>
    timesOfOpeningHours(scheduleOf(week, timeZone), { start: Date.parse(from), end: Date.parse(to) }).map(
      instantsOf,
    )

  it.each([
    // 29 March: 02:00 becomes 03:00 at 01:00 UTC.
    [
      'lose a skipped hour',
      'Europe/Berlin',
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
      ['2026-03-29T00:00', '2026-03-29T01:00'],
    ],
    // 25 October: 03:00 becomes 02:00 at 01:00 UTC.
    [
      'have a repeated hour twice',
      'Europe/Berlin',
      '2026-10-24T22:00Z',
      '2026-10-25T23:00Z',
      ['2026-10-24T23:00', '2026-10-25T02:00'],
    ],
    // 5 April: 02:00 becomes 01:30 at 15:00 UTC the day before.
    [
      'have a repeated half hour twice',
      'Australia/Lord_Howe',
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
      ['2026-04-04T14:00', '2026-04-04T16:30'],
    ],
    // 15 October 2017: 00:00 became 01:00 at 03:00 UTC, so the day began at 01:00.
    [
      'may begin after a skipped midnight',
      'America/Sao_Paulo',
      '2017-10-15T00:00Z',
      '2017-10-16T02:00Z',
      ['2017-10-15T03:00', '2017-10-15T05:00'],
    ],
  ])('%s', (_, zone, from, to, [opens, closes]) =>
    expect(timesOn(night, zone, from, to)).toEqual([
      { startsAt: `${opens}:00.000Z`, endsAt: `${closes}:00.000Z` },
    ]),
  )

  it('that lie only in a skipped hour are empty', () =>
    expect(
      timesOn(days([7], '02:00', '03:00'), 'Europe/Berlin', '2026-03-28T23:00Z', '2026-03-29T22:00Z'),
    ).toEqual([]))

  it('that end within a repeated hour are two intervals', () =>
    expect(
      timesOn(days([7], '02:00', '02:30'), 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z'),
    ).toEqual([
      { startsAt: '2026-10-25T00:00:00.000Z', endsAt: '2026-10-25T00:30:00.000Z' },
      { startsAt: '2026-10-25T01:00:00.000Z', endsAt: '2026-10-25T01:30:00.000Z' },
    ]))

  it('from 00:00 to 24:00 are the whole day, also where it has 23 or 25 hours', () =>
    expect(
      timesOn(days(everyDay, '00:00', '24:00'), 'Africa/Cairo', '2010-09-01T00:00Z', '2010-10-10T00:00Z'),
    ).toEqual([{ startsAt: '2010-09-01T00:00:00.000Z', endsAt: '2010-10-10T00:00:00.000Z' }]))

  it('are cut to a window of less than a minute', () =>
    expect(timesOn(night, 'UTC', '2026-12-06T02:59:59.500Z', '2026-12-06T03:00:30Z')).toEqual([
      { startsAt: '2026-12-06T02:59:59.500Z', endsAt: '2026-12-06T03:00:00.000Z' },
    ]))
})

describe('a normalised week', () => {
  it('is sorted, and intervals that touch are joined', () => {
    const weekly = [
      { weekday: 2, opens: '12:00', closes: '24:00' },
      { weekday: 1, opens: '13:00', closes: '18:00' },
      { weekday: 2, opens: '00:00', closes: '12:00' },
      { weekday: 1, opens: '09:00', closes: '12:59' },
    ]
    expect(toOpeningHours(toIntervals({ weekly })).weekly).toEqual([
      { weekday: 1, opens: '09:00', closes: '12:59' },
      { weekday: 1, opens: '13:00', closes: '18:00' },
      { weekday: 2, opens: '00:00', closes: '24:00' },
    ])
  })

  it('does not join the end of a day with the beginning of the next day', () => {
    const week = { weekly: [...days([1], '20:00', '24:00').weekly, ...days([2], '00:00', '02:00').weekly] }
    expect(toOpeningHours(toIntervals(week))).toEqual(week)
  })

  it('does not change when it is normalised again, or sent in another order', () =>
    assertProperty(
      openingWeeks,
      (week) => {
        const normalised = toOpeningHours(toIntervals(week))
        expect(toOpeningHours(toIntervals(normalised))).toEqual(normalised)
        expect(toOpeningHours(toIntervals({ weekly: week.weekly.toReversed() }))).toEqual(normalised)
      },
      200,
    ))

  it.each([
    [
      'the same interval twice',
      [
        ['09:00', '18:00'],
        ['09:00', '18:00'],
      ],
      '/weekly/1/opens',
    ],
    [
      'an interval within another',
      [
        ['12:00', '13:00'],
        ['09:00', '18:00'],
      ],
      '/weekly/0/opens',
    ],
    [
      'an interval that begins before another ends',
      [
        ['09:00', '12:01'],
        ['12:00', '18:00'],
      ],
      '/weekly/1/opens',
    ],
    [
      'an interval that ends as it opens',
      [
        ['09:00', '12:00'],
        ['14:00', '14:00'],
      ],
      '/weekly/1/closes',
    ],
    ['an interval that ends before it opens', [['22:00', '02:00']], '/weekly/0/closes'],
    ['an interval that opens at the end of the day', [['24:00', '24:00']], '/weekly/0/closes'],
  ])('must not have %s', (_, times, path) => {
    const weekly = times.map(([opens = '', closes = '']) => ({ weekday: 3, opens, closes }))
    const work = () => toIntervals({ weekly })
    expect(problemCodeOf(work)).toBe('validation_failed')
    expect(fieldsOf(work)).toEqual([path])
  })

  it('may have the same hours on every weekday', () =>
    expect(toIntervals(days(everyDay, '09:00', '18:00'))).toHaveLength(7))
})

/** The JSON Pointers in a refusal. */
function fieldsOf(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return (error.extras.fields as { path: string }[]).map((field) => field.path)
  }
}
