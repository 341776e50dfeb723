import { describe, expect, it } from 'vitest'
import { openTimes, toIntervals } from '../modules/schedule/schedule.hours.ts'
import { assertLeadTimeAndAdvanceLimit, assertStartAndDuration } from '../modules/tariffs/tariff.limits.ts'
import { covers, dayMs, hourMs, minuteMs, overlaps, type TimeRange } from '../shared/time-range.ts'
import { timesOf, timeZone } from './demo.calendar.ts'
import { openingHours, spaces } from './demo.catalogue.ts'
import { holidaysIn } from './demo.holidays.ts'
import { planBookings } from './demo.plan.ts'
import { tariffs } from './demo.tariffs.ts'

// The cases contain every hour of the day and every time of the year, also the days around each holiday.
const clocks = [
  ...Array.from({ length: 24 }, (_, n) => Date.parse('2026-01-04T00:10:00Z') + n * 45 * dayMs + n * hourMs),
  ...['2026-12-18', '2026-12-26', '2026-12-31', '2027-01-01', '2027-01-08', '2027-01-09', '2027-05-09'].map(
    (date) => Date.parse(`${date}T20:59:59Z`),
  ),
  Date.parse('2028-02-29T09:00:00Z'),
]
const plans = clocks.map((now) => ({ now, ...planBookings(now) }))
type Planned = (typeof plans)[number]['bookings'][number]

const defaults = { minLeadMinutes: 0 }
const tariffOf = (booking: Planned) => ({ ...defaults, ...tariffs[booking.space.tariff] })

const movesOf = (changes: Planned['changes']): TimeRange[] =>
  changes.flatMap((change) => (change.kind === 'move' ? [change.during] : []))

/** All the times that a booking ever takes, buffers included. */
function slotsOf({ space, during, changes }: Planned): TimeRange[] {
  const { bufferBeforeMinutes: before = 0, bufferAfterMinutes: after = 0 } = space
  return [during, ...movesOf(changes)].map(({ start, end }) => ({
    start: start - before * minuteMs,
    end: end + after * minuteMs,
  }))
}

describe('the plan of the demo', () => {
  it('is equal for equal times', () => {
    expect(planBookings(clocks[3] as number)).toEqual(planBookings(clocks[3] as number))
  })

  it('makes every booking before its start, and has no event after now', () => {
    for (const { now, bookings } of plans) {
      const late = bookings.filter(({ madeAt, during }) => madeAt >= during.start)
      expect(late).toEqual([])
      const histories = bookings.map(({ madeAt, changes }) => [madeAt, ...changes.map(({ at }) => at)])
      expect(histories.filter((times) => times.some((at, index) => at < (times[index - 1] ?? at)))).toEqual(
        [],
      )
      expect(Math.max(...histories.flat())).toBeLessThan(now)
    }
  })

  it('follows the tariffs, when a booking is made and when it is moved', () => {
    for (const { bookings } of plans)
      for (const booking of bookings) {
        const tariff = tariffOf(booking)
        assertStartAndDuration(tariff, timeZone, booking.during)
        assertLeadTimeAndAdvanceLimit(tariff, timeZone, booking.during.start, {
          now: booking.madeAt,
          mayBookRunningStep: false,
        })
        for (const time of movesOf(booking.changes)) assertStartAndDuration(tariff, timeZone, time)
      }
  })

  it('follows the opening hours, the holidays and the closure for the repair', () => {
    const weekly = toIntervals(openingHours)
    for (const { now, bookings, repair } of plans) {
      const all = { start: now - 40 * dayMs, end: now + 40 * dayMs }
      const dates = [all.start, all.end].map((time) => Math.floor(time / dayMs)) as [number, number]
      const closures = holidaysIn(...dates).map(({ date, days }) => ({
        start: timesOf(date, 0, 1).start,
        end: timesOf(date + days - 1, 0, 1440).end,
      }))
      const open = openTimes({ timeZone, weekly, closures }, all)
      const times = bookings.flatMap(({ space, during, changes }) =>
        [during, ...movesOf(changes)].map((time) => ({ space, time })),
      )
      expect(times.filter(({ time }) => !covers(open, time))).toEqual([])
      expect(times.filter((t) => t.space === repair.space && overlaps(t.time, repair.during))).toEqual([])
    }
  })

  it('never has two bookings of one space at one time, buffers and former times included', () => {
    for (const { bookings } of plans)
      for (const space of spaces) {
        const here = bookings.filter((booking) => booking.space === space)
        const slots = here.flatMap((booking) => slotsOf(booking).map((slot) => ({ ...slot, booking })))
        const clashes = slots.filter((slot) =>
          slots.some((other) => other.booking !== slot.booking && overlaps(slot, other)),
        )
        expect(clashes).toEqual([])
      }
  })

  it('has every kind of event, on any day', () => {
    for (const { now, bookings } of plans) {
      expect(bookings.length).toBeGreaterThan(300)
      const kinds = new Set(bookings.flatMap((booking) => booking.changes.map((change) => change.kind)))
      expect([...kinds].sort()).toEqual(
        expect.arrayContaining(['approve', 'cancel', 'check-in', 'complete', 'move', 'no-show']),
      )
      const waiting = bookings.filter((b) => b.space.requiresApproval && b.changes.length === 0)
      expect(waiting.length).toBeGreaterThanOrEqual(1)
      expect(waiting.every((booking) => booking.during.start > now)).toBe(true)
      expect(bookings.filter((booking) => booking.during.start > now).length).toBeGreaterThan(30)
    }
  })

  it('is busiest in the middle of a working day', () => {
    const [{ bookings } = { bookings: [] }] = plans.filter(({ now }) => now === clocks[4])
    const inUseAt = (hour: number) =>
      bookings.filter(({ during }) => {
        const midnight = Math.floor((during.start + 3 * hourMs) / dayMs) * dayMs - 3 * hourMs
        return overlaps(during, { start: midnight + hour * hourMs, end: midnight + (hour + 1) * hourMs })
      }).length
    expect(inUseAt(14)).toBeGreaterThan(2 * inUseAt(9))
    expect(inUseAt(14)).toBeGreaterThan(2 * inUseAt(20))
  })
})
