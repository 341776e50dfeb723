import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../../../../testing/oracles/arbitraries.ts'
import { spansOf } from '../../../../testing/oracles/oracle.ts'
import { covers, instantsOf, type TimeRange } from '../../shared/time-range.ts'
import { freeTimes } from './availability.service.ts'

const minute = 60_000
// A short day, in minutes, so that slots, buffers and hours meet in every possible way.
const length = 60
const range = (start: number, end: number): TimeRange => ({ start: start * minute, end: end * minute })

const ranges = fc
  .record({ start: fc.nat(length), minutes: fc.integer({ min: 1, max: 25 }) })
  .map(({ start, minutes }) => range(start, start + minutes))
const cases = fc.record({
  open: fc.array(ranges, { maxLength: 3 }),
  slots: fc.array(ranges, { maxLength: 3 }),
  space: fc.record({ bufferBeforeMinutes: fc.nat(12), bufferAfterMinutes: fc.nat(12) }),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** Whether `[start, end)` in minutes is open throughout, and with its buffers overlaps no slot. */
function fits({ open, slots, space }: Case, start: number, end: number): boolean {
  const within = (list: TimeRange[], at: number) =>
    list.some(({ start, end }) => start <= at * minute && at * minute < end)
  for (let at = start; at < end; at++) if (!within(open, at)) return false
  for (let at = start - space.bufferBeforeMinutes; at < end + space.bufferAfterMinutes; at++)
    if (within(slots, at)) return false
  return true
}

describe('free times', () => {
  it('are exactly the minutes in which a booking of one minute with its buffers fits', () =>
    assertProperty(
      cases,
      (example) => {
        const minutes = Array.from({ length: 2 * length }, (_, at) => at)
        const free = minutes.filter((at) => fits(example, at, at + 1)).map((at) => at * minute)
        expect(freeTimes(example.open, example.slots, example.space).map(instantsOf)).toEqual(spansOf(free))
      },
      500,
    ))

  it('contain exactly the bookings that fit, of any length', () =>
    assertProperty(
      fc.record({ example: cases, start: fc.nat(length), minutes: fc.integer({ min: 1, max: 20 }) }),
      ({ example, start, minutes }) => {
        const free = freeTimes(example.open, example.slots, example.space)
        expect(covers(free, range(start, start + minutes))).toBe(fits(example, start, start + minutes))
      },
      500,
    ))

  const buffers = (bufferBeforeMinutes: number, bufferAfterMinutes: number) => ({
    bufferBeforeMinutes,
    bufferAfterMinutes,
  })
  it.each([
    [
      'reach up to a slot where there are no buffers',
      [range(20, 30)],
      buffers(0, 0),
      [range(0, 20), range(30, 60)],
    ],
    ['end before a slot by the buffer after', [range(20, 30)], buffers(0, 5), [range(0, 15), range(30, 60)]],
    [
      'begin after a slot by the buffer before',
      [range(20, 30)],
      buffers(5, 0),
      [range(0, 20), range(35, 60)],
    ],
    ['need no room for buffers at the edges of hours', [], buffers(15, 15), [range(0, 60)]],
    ['are none between slots nearer than both buffers', [range(0, 20), range(40, 60)], buffers(10, 10), []],
    [
      'are what two buffers leave between slots',
      [range(0, 20), range(41, 60)],
      buffers(10, 10),
      [range(30, 31)],
    ],
    [
      'end before a slot outside the hours by the buffer after',
      [range(60, 70)],
      buffers(0, 15),
      [range(0, 45)],
    ],
  ])('%s', (_, slots, space, free) => expect(freeTimes([range(0, 60)], slots, space)).toEqual(free))
})
