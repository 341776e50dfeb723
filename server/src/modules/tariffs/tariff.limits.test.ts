import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { assertProperty, rangeOfSpan, zonedSpans } from '../../../../testing/oracles/arbitraries.ts'
import { minutesOfSpan, readClock } from '../../../../testing/oracles/oracle.ts'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { assertLeadTimeAndAdvanceLimit, assertNotPast, assertStartAndDuration } from './tariff.limits.ts'

const limits = { minMinutes: 30, maxMinutes: 240, stepMinutes: 30, minLeadMinutes: 0, maxAdvanceDays: 365 }
const moscow = 'Europe/Moscow'
const ms = (text: string) => Date.parse(text)
const second = 1_000
const minute = 60_000

describe('a start', () => {
  const now = ms('2026-12-01T10:10:00+03:00')
  const check = (start: number, mayBookRunningStep: boolean, awaitsApproval = false) =>
    problemCodeOf(() => assertNotPast(limits, moscow, start, { now, mayBookRunningStep, awaitsApproval }))

  it.each([
    ['now is allowed', now, null, null],
    ['in a millisecond is allowed', now + 1, null, null],
    ['a millisecond ago is allowed only to staff', now - 1, 'starts_in_past', null],
    [
      'at the beginning of the running step is allowed only to staff',
      ms('2026-12-01T10:00:00+03:00'),
      'starts_in_past',
      null,
    ],
    [
      'at the beginning of the step before it is refused',
      ms('2026-12-01T09:30:00+03:00'),
      'starts_in_past',
      'starts_in_past',
    ],
    ['yesterday is refused', now - 24 * 60 * minute, 'starts_in_past', 'starts_in_past'],
  ])('%s', (_, start, forMember, forStaff) => {
    expect(check(start, false)).toBe(forMember)
    expect(check(start, true)).toBe(forStaff)
  })

  it.each([
    ['a millisecond ago is refused', now - 1, 'starts_in_past'],
    ['now is refused', now, 'starts_in_past'],
    ['in a millisecond is allowed', now + 1, null],
  ])('of a booking that awaits an approval, %s', (_, start, code) =>
    expect(check(start, false, true)).toBe(code),
  )

  it('is refused for staff from the instant when the next step begins', () => {
    const start = ms('2026-12-01T10:00:00+03:00')
    const context = { mayBookRunningStep: true, awaitsApproval: false }
    const at = (now: number) => problemCodeOf(() => assertNotPast(limits, moscow, start, { now, ...context }))
    expect(at(start + 30 * minute - 1)).toBeNull()
    expect(at(start + 30 * minute)).toBe('starts_in_past')
  })

  it.each([
    ['a day of 25 hours', 1_440, '2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
    ['four hours in which an hour repeats', 240, '2026-10-25T00:00:00+02:00', '2026-10-25T04:00:00+01:00'],
    ['a day of 23 hours', 1_440, '2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['four hours of which one is skipped', 240, '2026-03-29T00:00:00+01:00', '2026-03-29T04:00:00+02:00'],
  ])(
    'at the beginning of a running step of %s is allowed to staff until the step ends',
    (_, stepMinutes, from, to) => {
      const context = { mayBookRunningStep: true, awaitsApproval: false }
      const at = (now: number) =>
        problemCodeOf(() =>
          assertNotPast({ ...limits, stepMinutes }, 'Europe/Berlin', ms(from), { now, ...context }),
        )
      expect(at(ms(to) - 1)).toBeNull()
      expect(at(ms(to))).toBe('starts_in_past')
    },
  )
})

describe('the steps and lengths of a tariff', () => {
  const check = (from: string, minutes: number, change: Partial<typeof limits> = {}, zone = moscow) =>
    problemCodeOf(() => {
      const start = ms(from)
      assertStartAndDuration({ ...limits, ...change }, zone, { start, end: start + minutes * minute })
    })
  const refused = 'invalid_duration'

  it.each([
    ['allow the shortest length', '2026-12-01T10:00:00+03:00', 30, {}, null],
    ['allow the longest length', '2026-12-01T10:30:00+03:00', 240, {}, null],
    ['refuse a length of one step more than the longest', '2026-12-01T10:30:00+03:00', 270, {}, refused],
    [
      'refuse a length of one step less than the shortest',
      '2026-12-01T10:00:00+03:00',
      30,
      { minMinutes: 60 },
      refused,
    ],
    ['refuse a length between two steps', '2026-12-01T10:00:00+03:00', 45, {}, refused],
    ['refuse a length with a second too many', '2026-12-01T10:00:00+03:00', 60 + 1 / 60, {}, refused],
    ['refuse a start between two steps', '2026-12-01T10:15:00+03:00', 60, {}, refused],
    ['refuse a start with seconds', '2026-12-01T10:00:01+03:00', 60, {}, refused],
    ['refuse a start with milliseconds', '2026-12-01T10:00:00.001+03:00', 60, {}, refused],
    [
      'refuse seconds even at a step of a minute',
      '2026-12-01T10:07:30+03:00',
      60,
      { stepMinutes: 1 },
      refused,
    ],
    ['allow any minute at a step of a minute', '2026-12-01T10:07:00+03:00', 31, { stepMinutes: 1 }, null],
    [
      'allow one day from midnight at a step of a day',
      '2026-12-01T00:00:00+03:00',
      1_440,
      { stepMinutes: 1_440, maxMinutes: 1_440 },
      null,
    ],
    [
      'refuse one day from noon at a step of a day',
      '2026-12-01T12:00:00+03:00',
      1_440,
      { stepMinutes: 1_440, maxMinutes: 1_440 },
      refused,
    ],
  ])('%s', (_, from, minutes, change, code) => expect(check(from, minutes, change)).toBe(code))

  it('are counted from local midnight: in Kathmandu 10:00 is 04:15 UTC', () => {
    const hourly = { stepMinutes: 60 }
    expect(check('2026-12-01T04:15:00Z', 60, hourly, 'Asia/Kathmandu')).toBeNull()
    expect(check('2026-12-01T04:00:00Z', 60, hourly, 'Asia/Kathmandu')).toBe(refused)
  })

  it('follow the wall clock after a change of half an hour, not the hours since midnight', () => {
    // Lord Howe, 4 October 2026: at 02:00 (15:30 UTC the day before) the clock shows 02:30.
    const hourly = { stepMinutes: 60 }
    expect(check('2026-10-03T16:00:00Z', 60, hourly, 'Australia/Lord_Howe')).toBeNull()
    expect(check('2026-10-03T15:30:00Z', 60, hourly, 'Australia/Lord_Howe')).toBe(refused)
  })

  it('allow a start in both parts of a repeated hour', () => {
    expect(check('2026-10-25T02:30:00+02:00', 60, {}, 'Europe/Berlin')).toBeNull()
    expect(check('2026-10-25T02:30:00+01:00', 60, {}, 'Europe/Berlin')).toBeNull()
  })

  it('allow exactly the starts on steps of the wall clock and the lengths in steps of elapsed minutes, in any zone', () =>
    assertProperty(
      fc.record({
        span: zonedSpans,
        // Random times would hardly ever lie on the steps.
        aligned: fc.boolean(),
        stepMinutes: fc.constantFrom(1, 5, 15, 20, 30, 45, 60, 90, 120, 720, 1_440),
        bounds: fc.tuple(fc.nat(600), fc.nat(3_000)),
        seconds: fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, { arbitrary: fc.nat(59), weight: 1 }),
      }),
      ({ span, aligned, stepMinutes, bounds: [minMinutes, maxMinutes], seconds }) => {
        const drawn = rangeOfSpan(span)
        const length = minutesOfSpan(span).length
        const minutes = aligned ? Math.ceil(length / stepMinutes) * stepMinutes : length
        const start = aligned ? drawn.start - (drawn.start % (30 * minute)) : drawn.start
        const [hours = 0, minutesPastHour = 0] = readClock(span.timeZone, start).time.split(':').map(Number)
        const isAllowed =
          seconds === 0 &&
          (hours * 60 + minutesPastHour) % stepMinutes === 0 &&
          minutes % stepMinutes === 0 &&
          minMinutes <= minutes &&
          minutes <= maxMinutes
        const during = { start: start + seconds * second, end: start + seconds * second + minutes * minute }
        const tariff = { ...limits, stepMinutes, minMinutes, maxMinutes }
        const code = problemCodeOf(() => assertStartAndDuration(tariff, span.timeZone, during))
        expect(code).toBe(isAllowed ? null : refused)
      },
      400,
    ))
})

describe('the booking window', () => {
  const now = ms('2026-12-01T23:00:00+03:00')
  const check = (start: number, change: Partial<typeof limits>, mayBookRunningStep = false) =>
    problemCodeOf(() =>
      assertLeadTimeAndAdvanceLimit({ ...limits, ...change }, moscow, start, { now, mayBookRunningStep }),
    )
  const refused = 'outside_booking_window'

  it('opens exactly minLeadMinutes ahead, for staff too', () => {
    const lead = { minLeadMinutes: 90 }
    for (const mayBookRunningStep of [false, true]) {
      expect(check(now + 90 * minute, lead, mayBookRunningStep)).toBeNull()
      expect(check(now + 90 * minute - 1, lead, mayBookRunningStep)).toBe(refused)
    }
  })

  it('allows staff the running step, despite the lead time', () => {
    expect(check(now - 10 * minute, { minLeadMinutes: 90 }, true)).toBeNull()
    expect(check(now, { minLeadMinutes: 90 }, true)).toBeNull()
    expect(check(now, { minLeadMinutes: 90 }, false)).toBe(refused)
  })

  it('closes at the end of the local date that is maxAdvanceDays after today, for staff too', () => {
    for (const mayBookRunningStep of [false, true]) {
      expect(check(ms('2026-12-02T23:30:00+03:00'), { maxAdvanceDays: 1 }, mayBookRunningStep)).toBeNull()
      expect(check(ms('2026-12-03T00:00:00+03:00'), { maxAdvanceDays: 1 }, mayBookRunningStep)).toBe(refused)
    }
  })

  it('with maxAdvanceDays 0 closes at the end of today', () => {
    expect(check(ms('2026-12-01T23:30:00+03:00'), { maxAdvanceDays: 0 })).toBeNull()
    expect(check(ms('2026-12-02T00:00:00+03:00'), { maxAdvanceDays: 0 })).toBe(refused)
  })

  it('names the number of days in a refusal, one day in the singular', () => {
    const bookAhead = (maxAdvanceDays: number) => () =>
      assertLeadTimeAndAdvanceLimit({ ...limits, maxAdvanceDays }, moscow, ms('2026-12-04T10:00:00+03:00'), {
        now,
        mayBookRunningStep: false,
      })
    expect(bookAhead(1)).toThrow('at most 1 day in advance; this is 3')
    expect(bookAhead(2)).toThrow('at most 2 days in advance; this is 3')
  })

  it('counts local dates over every clock change, in any zone', () =>
    assertProperty(
      fc.record({ span: zonedSpans, maxAdvanceDays: fc.nat(3) }),
      ({ span, maxAdvanceDays }) => {
        const { start: now, end: start } = rangeOfSpan(span)
        const dateAt = (at: number) => Temporal.PlainDate.from(readClock(span.timeZone, at).date)
        const isAllowed = dateAt(now).until(dateAt(start)).days <= maxAdvanceDays
        const context = { now, mayBookRunningStep: false }
        const code = problemCodeOf(() =>
          assertLeadTimeAndAdvanceLimit({ ...limits, maxAdvanceDays }, span.timeZone, start, context),
        )
        expect(code).toBe(isAllowed ? null : refused)
      },
      300,
    ))
})
