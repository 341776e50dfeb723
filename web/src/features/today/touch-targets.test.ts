import { describe, expect, it } from 'vitest'
import { type Block, wholeRange } from '../../shared/timeline/block.ts'
import { minLengthOf, withTouchTargets } from './touch-targets.ts'

const hour = 3_600_000
const period = { start: 8 * hour, end: 20 * hour }
const booking = (id: string, from: number, to: number): Block => ({
  id,
  start: from * hour,
  end: to * hour,
  look: 'confirmed',
  label: id,
  onOpen: () => undefined,
  isMovable: true,
})
const free = (from: number, to: number): Block => ({
  id: `free ${from}`,
  start: from * hour,
  end: to * hour,
  look: 'free',
  label: 'free',
})
const describeBlocks = (blocks: Block[]) =>
  withTouchTargets(blocks, period, { group: (some) => ({ label: `${some.length} bookings` }) })
    .toSorted((a, b) => a.start - b.start)
    .map(({ label, start, end, bars, isNarrow }) => {
      const times = `${(start / hour).toFixed(1)}–${(end / hour).toFixed(1)}`
      return `${label} ${times}${bars ? ` of ${bars.length}` : ''}${isNarrow ? ' narrow' : ''}`
    })

describe('the touch targets of a week whose days are side by side', () => {
  it('are as wide as a target must be at least (24 px)', () => {
    expect(minLengthOf(period) / hour).toBeCloseTo(2.02, 2)
  })

  it('are the block itself for a long booking, and wider than the block for a short one', () => {
    expect(describeBlocks([free(8, 10), booking('a', 10, 14), free(14, 20)])).toEqual([
      'free 8.0–10.0 narrow',
      'a 10.0–14.0',
      'free 14.0–20.0',
    ])
    expect(describeBlocks([booking('a', 10, 11), free(11, 20)])).toEqual([
      'a 10.0–12.0 of 1',
      'free 11.0–12.0 narrow',
      'free 12.0–20.0',
    ])
  })

  it('are shared by bookings that are too near to each other', () => {
    expect(describeBlocks([booking('a', 9, 10), booking('b', 10.5, 11), booking('c', 15, 16)])).toEqual([
      '2 bookings 9.0–11.0 of 2',
      'c 15.0–17.0 of 1',
    ])
  })

  it('leave the ids of the free times as they are while the beginning of the soonest one moves with the clock', () => {
    const idsAt = (now: number) =>
      withTouchTargets([{ ...free(now, 20), id: 'free soonest' }, booking('a', 14, 15)], period, {
        group: () => ({ label: '' }),
      }).map(({ id }) => id)
    expect(idsAt(9.5)).toEqual(idsAt(9))
    expect(new Set(idsAt(9)).size).toBe(idsAt(9).length)
  })

  it('leave free time its own times, which are its name, where they cover a part of it', () => {
    const blocks = withTouchTargets([booking('a', 10, 11), free(11, 20)], period, {
      group: () => ({ label: '' }),
    })
    expect(blocks.filter(({ look }) => look === 'free').map(wholeRange)).toEqual([
      { start: 11 * hour, end: 20 * hour },
      { start: 11 * hour, end: 20 * hour },
    ])
  })

  it('begin earlier than a short booking at the end of the day, and end with the day', () => {
    expect(describeBlocks([free(8, 19), booking('a', 19, 20)])).toEqual([
      'free 8.0–18.0',
      'free 18.0–19.0 narrow',
      'a 18.0–20.0 of 1',
    ])
  })
})
