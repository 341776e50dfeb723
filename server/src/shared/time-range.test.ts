import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty, tries } from '../../../testing/oracles/arbitraries.ts'
import {
  clip,
  covers,
  instantsOf,
  minutesOf,
  overlaps,
  rangeOf,
  subtract,
  type TimeRange,
  toInstant,
  toMs,
  union,
} from './time-range.ts'

const range = (start: number, end: number): TimeRange => ({ start, end })

// A few points are enough for every possible relation of ranges, and each point can be checked separately.
const last = 12
const points = Array.from({ length: last }, (_, index) => index)
const pointsIn = (ranges: TimeRange[]): number[] =>
  points.filter((point) => ranges.some(({ start, end }) => start <= point && point < end))
/** Ranges that contain exactly these points, sorted; no range touches the next. */
function rangesOfPoints(wanted: number[]): TimeRange[] {
  const starts = wanted.filter((point) => !wanted.includes(point - 1))
  const ends = wanted.filter((point) => !wanted.includes(point + 1)).map((point) => point + 1)
  return starts.map((start, index) => range(start, ends[index] as number))
}

const ranges = fc
  .record({ start: fc.nat(last), length: fc.nat(5) })
  .map(({ start, length }) => range(start, Math.min(last, start + length)))
const lists = fc.array(ranges, { maxLength: 5 })
const pairs = fc.record({ a: lists, b: lists })
const runs = 500

describe('an instant', () => {
  const day = fc.integer({ min: -100_000_000, max: 100_000_000 - 1 })
  it('is written as Date writes it, on whole minutes and between them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            day,
            fc.oneof(
              fc.nat(1_439).map((minute) => minute * 60_000),
              fc.nat(86_399_999),
            ),
          ),
        ),
        (instants) => {
          for (const [date, time] of instants)
            for (const ms of [date * 86_400_000 + time, date * 86_400_000])
              expect(toInstant(ms)).toBe(new Date(ms).toISOString())
        },
      ),
      tries(),
    )
  })

  it('that is not a number is an error', () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 9e15])
      expect(() => toInstant(ms)).toThrow(RangeError)
  })
})

describe('union', () => {
  it('contains the points of all ranges, sorted, with touching ranges joined and empty ranges dropped', () =>
    assertProperty(lists, (list) => expect(union(list)).toEqual(rangesOfPoints(pointsIn(list))), runs))

  it('does not change its arguments', () => {
    const list = [range(5, 9), range(1, 6)]
    union(list)
    expect(list).toEqual([range(5, 9), range(1, 6)])
  })
})

describe('subtract', () => {
  it('contains the points of the ranges that are in no hole', () =>
    assertProperty(
      pairs,
      ({ a, b }) => {
        const holes = pointsIn(b)
        const left = pointsIn(a).filter((point) => !holes.includes(point))
        expect(subtract(a, b)).toEqual(rangesOfPoints(left))
      },
      runs,
    ))

  it.each([
    ['a hole that touches takes nothing', [range(5, 8)], [range(1, 5), range(8, 9)], [range(5, 8)]],
    ['a hole inside leaves both sides', [range(0, 9)], [range(3, 4)], [range(0, 3), range(4, 9)]],
    ['a hole over all leaves nothing', [range(2, 3)], [range(0, 9)], []],
    ['ranges that touch are one', [range(0, 3), range(3, 6)], [], [range(0, 6)]],
  ])('%s', (_, from, holes, rest) => expect(subtract(from, holes)).toEqual(rest))
})

describe('clip', () => {
  it('contains the points that are in both, for each range separately', () =>
    assertProperty(
      fc.record({ list: lists, window: ranges }),
      ({ list, window }) => {
        const expected = list.flatMap((one) =>
          rangesOfPoints(pointsIn([one]).filter((point) => pointsIn([window]).includes(point))),
        )
        expect(clip(list, window)).toEqual(expected)
      },
      runs,
    ))
})

describe('covers', () => {
  it('is whether every point of the part lies in some range', () =>
    assertProperty(
      fc.record({ list: lists, part: ranges }),
      ({ list, part }) => {
        const held = pointsIn(list)
        expect(covers(list, part)).toBe(pointsIn([part]).every((point) => held.includes(point)))
      },
      runs,
    ))

  it('treats two touching ranges as one', () =>
    expect(covers([range(3, 6), range(0, 3)], range(1, 5))).toBe(true))
})

describe('overlaps', () => {
  it('is whether two ranges share a point, so one may end where the next begins', () => {
    const real = ranges.filter(({ start, end }) => start < end)
    assertProperty(
      fc.record({ a: real, b: real }),
      ({ a, b }) => expect(overlaps(a, b)).toBe(pointsIn([a]).some((point) => pointsIn([b]).includes(point))),
      runs,
    )
  })
})

describe('instants', () => {
  it('are UTC with milliseconds, and read back to the same', () => {
    expect(toInstant(0)).toBe('1970-01-01T00:00:00.000Z')
    expect(toMs('2026-12-01T09:00:00+03:00')).toBe(Date.UTC(2026, 11, 1, 6))
    const span = { startsAt: '2026-12-01T06:00:00.000Z', endsAt: '2026-12-01T07:30:00.000Z' }
    expect(instantsOf(rangeOf(span))).toEqual(span)
    expect(minutesOf(rangeOf(span))).toBe(90)
  })

  it('sort as text in the order of time', () =>
    assertProperty(
      fc.record({ a: fc.nat(4_102_444_800_000), b: fc.nat(4_102_444_800_000) }),
      ({ a, b }) => expect(toInstant(a) < toInstant(b)).toBe(a < b),
      200,
    ))
})
