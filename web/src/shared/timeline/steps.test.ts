import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { bookablePart, nearestStep, nextStep, runningStep, snapToSteps, walkInStart } from './scale.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const stepMinutes = [15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440]
/** The instants at which clocks are changed. */
const changes = {
  'Europe/Berlin': ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'],
  'Australia/Lord_Howe': ['2027-04-03T15:00:00Z', '2027-10-02T15:30:00Z'],
}
const daysMs = 2 * 24 * hourMs

/** By Temporal: what the wall clock reads, in minutes of the day, in each minute around a change. */
const readings = (zone: string, change: number): { at: number; minuteOfDay: number }[] =>
  Array.from({ length: (4 * daysMs) / minuteMs }, (_, index) => {
    const at = change - 2 * daysMs + index * minuteMs
    const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
    return { at, minuteOfDay: hour * 60 + minute }
  })

const cases = Object.entries(changes).flatMap(([zone, instants]) =>
  instants.map((change) => ({ zone, change })),
)

describe.each(cases)('around the change of the clock in $zone at $change', ({ zone, change }) => {
  const changedAt = Date.parse(change)
  const clock = readings(zone, changedAt)
  const startsOf = (minutes: number) =>
    clock.filter(({ minuteOfDay }) => minuteOfDay % minutes === 0).map(({ at }) => at)
  const minute = fc.integer({ min: -daysMs / minuteMs, max: daysMs / minuteMs })

  it.each(stepMinutes)('a step of %i minutes is counted by the wall clock', (minutes) => {
    const starts = startsOf(minutes)
    const steps = { zone, stepMs: minutes * minuteMs, minLengthMs: minutes * minuteMs }
    fc.assert(
      fc.property(minute, (offset) => {
        const at = changedAt + offset * minuteMs
        const before = starts.findLast((start) => start <= at) ?? 0
        const after = starts.find((start) => start >= at) ?? 0
        expect(runningStep(steps, at)).toBe(before)
        expect(nextStep(steps, at)).toBe(after)
        expect(nearestStep(steps, at)).toBe(at - before < after - at ? before : after)
      }),
      { numRuns: 100 },
    )
  })

  it.each(stepMinutes)('a drag selects whole steps of %i minutes from a step on', (minutes) => {
    const starts = startsOf(minutes)
    const stepMs = minutes * minuteMs
    fc.assert(
      fc.property(
        fc.tuple(
          minute,
          minute,
          minute,
          minute,
          fc.integer({ min: 1, max: 2 }),
          fc.integer({ min: 2, max: 3 }),
        ),
        (values) => {
          const [first = 0, second = 0, from = 0, to = 0] = values
            .slice(0, 4)
            .map((offset) => changedAt + offset * minuteMs)
          const shortest = values[4] * stepMs
          const longest = values[5] * stepMs
          const steps = { zone, stepMs, minLengthMs: shortest, maxLengthMs: longest }
          const free = { start: Math.min(first, second), end: Math.max(first, second) }
          const firstStart = starts.find((start) => start >= free.start) ?? 0
          const part = bookablePart(steps, free)
          expect(part).toEqual(
            firstStart + shortest <= free.end ? { start: firstStart, end: free.end } : null,
          )
          if (!part) return
          const chosen = snapToSteps(steps, part, from, to)
          const length = chosen.end - chosen.start
          expect(starts).toContain(chosen.start)
          expect([length % stepMs, length >= shortest, length <= longest]).toEqual([0, true, true])
          expect([chosen.start >= free.start, chosen.end <= free.end]).toEqual([true, true])
        },
      ),
      { numRuns: 100 },
    )
  })
})

it('A day in which the clock is changed is booked from midnight on, by the day and by half days', () => {
  const zone = 'Europe/Berlin'
  const midnight = Date.parse('2027-03-28T00:00:00+01:00')
  for (const hours of [12, 24]) {
    const steps = { zone, stepMs: hours * hourMs, minLengthMs: hours * hourMs }
    expect(nextStep(steps, midnight - minuteMs)).toBe(midnight)
    const now = Date.parse('2027-03-28T11:00:00+02:00')
    const until = Date.parse('2027-03-30T00:00:00+02:00')
    expect(walkInStart(steps, { now, until, leadMs: 0 })).toBe(midnight)
  }
})
