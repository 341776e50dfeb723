import { describe, expect, it } from 'vitest'
import { type BlockLabels, blocksOf } from './day-blocks.ts'

const labels = { free: 'free', short: 'too short', tooEarly: 'too early' } as BlockLabels

describe('free time over midnight, of which the day shows a part', () => {
  const midnight = Date.parse('2026-12-03T00:00:00Z')
  const hours = (count: number) => count * 3_600_000
  const instant = (ms: number) => new Date(ms).toISOString()
  type Times = {
    from: number
    to: number
    minHours: number
    bookableUntil?: number
    loaded?: [number, number]
  }
  /** What is drawn of a free time from so many hours after midnight to so many, on the day before that midnight and on the day after it. */
  const drawn = ({ from, to, minHours, bookableUntil = 1_000, loaded }: Times) => {
    const free = [{ startsAt: instant(midnight + hours(from)), endsAt: instant(midnight + hours(to)) }]
    const range = loaded && { start: midnight + hours(loaded[0]), end: midnight + hours(loaded[1]) }
    const times = { spaceId: 'a', open: free, busy: [], free, ...(range && { loaded: range }) }
    const steps = { zone: 'UTC', stepMs: hours(0.5), minLengthMs: hours(minHours) }
    const bookableRange = { start: 0, end: midnight + hours(bookableUntil) }
    return [-24, 0].flatMap((start) => {
      const window = { start: midnight + hours(start), end: midnight + hours(start + 24) }
      return blocksOf(times, [], { window, now: 0, labels, steps, bookableRange })
        .filter(({ look }) => look !== 'closed')
        .map(({ label, usable, ...block }) =>
          [label, ...[block, usable].flatMap((range) => (range ? [range.start, range.end] : []))].map(
            (each) => (typeof each === 'number' ? (each - midnight) / hours(1) : each),
          ),
        )
    })
  }

  it('is free on both days where a booking fits into the whole of it', () => {
    expect(drawn({ from: -1, to: 1, minHours: 2 })).toEqual([
      ['free', -1, 0, -1, 1],
      ['free', 0, 1, -1, 1],
    ])
    expect(drawn({ from: -1, to: 0.5, minHours: 2 }).map(([label]) => label)).toEqual([
      'too short',
      'too short',
    ])
  })

  it('is too short on a day in which no booking of it lies', () => {
    expect(drawn({ from: -2, to: 0.4, minHours: 1 })).toEqual([
      ['free', -2, 0, -2, 0.4],
      ['too short', 0, 0.4],
    ])
    expect(drawn({ from: -0.4, to: 2, minHours: 1 })).toEqual([
      ['too short', -0.4, 0],
      ['free', 0, 2, 0, 2],
    ])
  })

  it('is free where the shortest booking is longer than all loaded times, and may begin before them or end after them', () => {
    const week = { minHours: 7 * 24, loaded: [-49, 49] as [number, number] }
    expect(drawn({ ...week, from: -49, to: 49 })).toEqual([
      ['free', -24, 0, -217, 217],
      ['free', 0, 24, -217, 217],
    ])
    expect(drawn({ ...week, from: -49, to: 12 })).toEqual([
      ['free', -24, 0, -217, 12],
      ['free', 0, 12, -217, 12],
    ])
    expect(drawn({ ...week, from: -12, to: 48 }).map(([label]) => label)).toEqual(['too short', 'too short'])
  })

  it('can be booked from the last day of the advance limit on, which limits the start only', () => {
    expect(drawn({ from: -1, to: 2, minHours: 2, bookableUntil: 0 })).toEqual([
      ['free', -1, 0, -1, 2],
      ['too early', 0, 2],
    ])
  })
})
