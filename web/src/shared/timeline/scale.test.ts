import { describe, expect, it } from 'vitest'
import {
  alignedDays,
  bookablePart,
  dayRange,
  gaps,
  hoursOf,
  instantAt,
  moveToDay,
  nearestStep,
  percentAt,
  positionOf,
  shows,
  snapToSteps,
  walkInStart,
  windowOf,
} from './scale.ts'

const hour = 3_600_000
const step = hour / 2
const at = (hours: number) => hours * hour
const range = (start: number, end: number) => ({ start: at(start), end: at(end) })

describe('a timeline', () => {
  it('begins at the hour of the first opening and ends at the hour of the last closing', () => {
    expect(windowOf(range(0, 24), [range(9.5, 12), range(10, 20.25)], 'UTC')).toEqual(range(9, 21))
    const neighbouringDays = [range(-15, -4), range(33, 44)]
    expect(windowOf(range(0, 24), [...neighbouringDays, range(9, 20)], 'UTC')).toEqual(range(9, 20))
  })

  it('has gaps where no range lies, also where ranges lie over each other', () => {
    expect(gaps(range(8, 20), [range(9, 14), range(10, 12), range(13, 15)])).toEqual([
      range(8, 9),
      range(15, 20),
    ])
    expect(gaps(range(8, 20), [])).toEqual([range(8, 20)])
    expect(gaps(range(8, 20), [range(6, 9), range(19, 22)])).toEqual([range(9, 19)])
  })

  it('shows office hours of a day on which all is closed', () => {
    expect(windowOf(range(0, 24), [], 'UTC')).toEqual(range(8, 20))
    expect(windowOf(dayRange('2026-03-29', 'Europe/Berlin'), [], 'Europe/Berlin')).toEqual({
      start: Date.parse('2026-03-29T08:00:00+02:00'),
      end: Date.parse('2026-03-29T20:00:00+02:00'),
    })
  })

  it('places a range by its share of the window, and cuts off what lies outside', () => {
    expect(positionOf([range(8, 18)], range(9, 10))).toEqual({ left: '10%', width: '10%' })
    expect(positionOf([range(8, 18)], range(6, 9))).toEqual({ left: '0%', width: '10%' })
  })

  it('names the hours of the wall clock, one less or more on a day on which the clock changes', () => {
    const hours = (date: string) => hoursOf(dayRange(date, 'Europe/Berlin'), 'Europe/Berlin').length
    expect([hours('2026-03-29'), hours('2026-06-01'), hours('2026-10-25')]).toEqual([23, 24, 25])
  })

  it('has gaps between ranges that do not touch', () => {
    expect(gaps(range(8, 18), [range(9, 10), range(12, 13)])).toEqual([
      range(8, 9),
      range(10, 12),
      range(13, 18),
    ])
    expect(gaps(range(8, 18), [])).toEqual([range(8, 18)])
    expect(gaps(range(8, 18), [range(7, 19)])).toEqual([])
  })
})

it.each([
  ['at the beginning of a step', 30, 10, 18, 0, 10],
  ['early in a step', 30, 10.2, 18, 0, 10],
  ['from a quarter of an hour before the next step on', 30, 10.25, 18, 0, 10.5],
  ['late in a step', 30, 10.45, 18, 0, 10.5],
  ['early in a long step, whose next one is too far for a check-in', 60, 10.5, 18, 0, 10],
  ['late in a long step', 60, 10.8, 18, 0, 11],
  ['late in a step after which the place is taken', 30, 10.45, 10.5, 0, 10],
  ['late in a step whose next one is too near for the lead time', 30, 10.45, 18, 60, 10],
  ['late in a step whose next one begins after a short lead time', 30, 10.25, 18, 10, 10.5],
])(
  'A person at the front desk books from the next step where it is near enough for a check-in: %s',
  (_, minutes, now, until, leadMinutes, start) => {
    const steps = { zone: 'UTC', stepMs: (hour * minutes) / 60, minLengthMs: hour / 2 }
    const times = { now: at(now), until: at(until), leadMs: at(leadMinutes / 60) }
    expect(walkInStart(steps, times)).toBe(at(start))
  },
)

describe('a timeline of several days', () => {
  const scale = [range(9, 19), range(33, 43)]

  it('puts the days side by side without the night, and finds the instant under a pointer', () => {
    expect(positionOf(scale, range(14, 38))).toEqual({ left: '25%', width: '50%' })
    expect([19, 24, 33].map((hours) => percentAt(scale, at(hours)))).toEqual([50, 50, 50])
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => instantAt(scale, share) / hour)).toEqual([
      9, 14, 33, 38, 43,
    ])
    expect([14, 24, 38].map((hours) => shows(scale, at(hours)))).toEqual([true, false, true])
  })

  it('shows the same hours of the wall clock on each day, also in the week in which the clock changes', () => {
    const zone = 'Europe/Berlin'
    const open = [
      { start: Date.parse('2026-10-24T09:30:00+02:00'), end: Date.parse('2026-10-24T18:00:00+02:00') },
      { start: Date.parse('2026-10-25T10:00:00+01:00'), end: Date.parse('2026-10-25T19:15:00+01:00') },
    ]
    const dates = ['2026-10-24', '2026-10-25']
    expect(alignedDays(dates, open, zone)).toEqual([
      { start: Date.parse('2026-10-24T09:00:00+02:00'), end: Date.parse('2026-10-24T20:00:00+02:00') },
      { start: Date.parse('2026-10-25T09:00:00+01:00'), end: Date.parse('2026-10-25T20:00:00+01:00') },
    ])
    expect(alignedDays(dates, [dayRange('2026-10-25', zone)], zone)[1]).toEqual(dayRange('2026-10-25', zone))
    expect(alignedDays(dates, [], zone)[0]?.start).toBe(Date.parse('2026-10-24T08:00:00+02:00'))
  })
})

describe('dragging a booking to another day', () => {
  const zone = 'Europe/Berlin'
  const instants = (from: string, to: string) => ({ start: Date.parse(from), end: Date.parse(to) })

  it.each([
    ['2026-10-24', '+02:00', '2026-10-25', '+01:00'],
    ['2026-10-25', '+01:00', '2026-10-26', '+01:00'],
    ['2026-10-25', '+01:00', '2026-10-24', '+02:00'],
    ['2027-03-27', '+01:00', '2027-03-28', '+02:00'],
    ['2027-03-28', '+02:00', '2027-03-29', '+02:00'],
    ['2027-03-28', '+02:00', '2027-03-27', '+01:00'],
  ])(
    'keeps its time of the wall clock and its length, where the hours of the change are shown: from %s (%s) to %s (%s)',
    (fromDate, fromOffset, toDate, toOffset) => {
      const [from, to] = [dayRange(fromDate, zone).start, dayRange(toDate, zone).start]
      const morning = (date: string, offset: string) =>
        instants(`${date}T10:00:00${offset}`, `${date}T11:30:00${offset}`)
      expect(moveToDay(morning(fromDate, fromOffset), { from, to, zone })).toEqual(morning(toDate, toOffset))
    },
  )

  it('leaves a range in the second of two repeated hours where it is dragged within its day, and moves a range from another day to the first of them', () => {
    const [sunday, monday] = [dayRange('2026-10-25', zone).start, dayRange('2026-10-26', zone).start]
    const second = instants('2026-10-25T02:00:00+01:00', '2026-10-25T03:00:00+01:00')
    expect(moveToDay(second, { from: sunday, to: sunday, zone })).toEqual(second)
    const next = instants('2026-10-26T02:00:00+01:00', '2026-10-26T03:00:00+01:00')
    expect(moveToDay(second, { from: sunday, to: monday, zone })).toEqual(next)
    const first = instants('2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00')
    expect(moveToDay(next, { from: monday, to: sunday, zone })).toEqual(first)
  })

  it.each([
    ['2026-10-24T12:20:00+02:00', '2026-10-24T12:00:00+02:00'],
    ['2026-10-25T12:20:00+01:00', '2026-10-25T12:00:00+01:00'],
    ['2026-10-26T12:20:00+01:00', '2026-10-26T12:00:00+01:00'],
    ['2027-03-28T12:20:00+02:00', '2027-03-28T12:00:00+02:00'],
    ['2027-03-29T12:20:00+02:00', '2027-03-29T12:00:00+02:00'],
    ['2027-03-27T23:40:00+01:00', '2027-03-28T00:00:00+01:00'],
  ])('finds the steps of each day of the week in which the clock changes: %s', (instant, step) => {
    expect(nearestStep({ zone, stepMs: 4 * hour, minLengthMs: 0 }, Date.parse(instant))).toBe(
      Date.parse(step),
    )
  })
})

describe('dragging over a free period', () => {
  const steps = { zone: 'UTC', stepMs: step, minLengthMs: step }

  it('selects whole steps, in both directions of the drag', () => {
    expect(snapToSteps(steps, range(9, 18), at(10.1), at(11.4))).toEqual(range(10, 11.5))
    expect(snapToSteps(steps, range(9, 18), at(11.4), at(10.1))).toEqual(range(10, 11.5))
  })

  it('selects at least the minimum length, and nothing outside the period', () => {
    expect(snapToSteps(steps, range(9, 18), at(10.1), at(10.1))).toEqual(range(10, 10.5))
    expect(snapToSteps({ ...steps, minLengthMs: at(2) }, range(9, 18), at(10.1), at(10.1))).toEqual(
      range(10, 12),
    )
    expect(snapToSteps(steps, range(9, 12), at(11), at(15))).toEqual(range(11, 12))
    const atMostAnHour = { ...steps, maxLengthMs: at(1) }
    expect(snapToSteps(atMostAnHour, range(9, 18), at(11), at(15))).toEqual(range(11, 12))
    expect(snapToSteps(atMostAnHour, range(9, 18), at(15), at(11))).toEqual(range(14, 15))
    expect(snapToSteps(steps, range(9, 12), at(10), at(8.2))).toEqual(range(9, 10))
  })

  it('keeps to the steps and to the minimum length at the end of the period, too', () => {
    expect(snapToSteps({ ...steps, minLengthMs: at(1) }, range(9, 12), at(11.8), at(11.9))).toEqual(
      range(11, 12),
    )
  })

  it('selects nothing after the last step that fits into the period', () => {
    expect(snapToSteps(steps, range(9, 12.25), at(11), at(15))).toEqual(range(11, 12))
  })

  it('counts its steps from midnight, not from where the timeline begins', () => {
    expect(
      snapToSteps({ zone: 'UTC', stepMs: at(4), minLengthMs: at(4) }, range(12, 20), at(13), at(14)),
    ).toEqual(range(12, 16))
  })
})

describe('a free period', () => {
  const steps = { zone: 'UTC', stepMs: step, minLengthMs: at(1) }

  it('can be booked from its first step on, for example from now until a buffer begins', () => {
    expect(bookablePart(steps, range(9.2, 12.25))).toEqual(range(9.5, 12.25))
  })

  it('cannot be booked where the shortest booking does not fit between its steps', () => {
    expect(bookablePart(steps, range(9.2, 10.4))).toBeNull()
    expect(bookablePart({ ...steps, minLengthMs: at(3) }, range(9, 11.5))).toBeNull()
  })
})
