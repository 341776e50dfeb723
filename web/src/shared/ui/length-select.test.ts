import { expect, it } from 'vitest'
import { lengthsOf } from './length-select.tsx'
import { startsOf } from './time-select.tsx'

it.each([
  ['a phone booth', { minMinutes: 10, maxMinutes: 20, stepMinutes: 10 }, [10, 20]],
  ['a minimum between two steps', { minMinutes: 15, maxMinutes: 100, stepMinutes: 45 }, [45, 90]],
  ['half hours', { minMinutes: 210, maxMinutes: 420, stepMinutes: 30 }, [210, 240, 300, 360, 420]],
  [
    'steps that are no whole hours',
    { minMinutes: 225, maxMinutes: 360, stepMinutes: 45 },
    [225, 270, 315, 360],
  ],
  ['a single length that is no whole hour', { minMinutes: 270, maxMinutes: 270, stepMinutes: 30 }, [270]],
  [
    'a longest one that is no whole hour',
    { minMinutes: 210, maxMinutes: 450, stepMinutes: 30 },
    [210, 240, 300, 360, 420, 450],
  ],
  ['several days', { minMinutes: 2_880, maxMinutes: 3_000, stepMinutes: 1 }, [2_880, 2_940, 3_000]],
  ['a whole day', { minMinutes: 1_440, maxMinutes: 2_880, stepMinutes: 1_440 }, [1_440, 2_880]],
  ['a maximum below the minimum', { minMinutes: 60, maxMinutes: 30, stepMinutes: 30 }, []],
])('The lengths that are offered are those of the tariff: %s', (_, tariff, lengths) => {
  expect(lengthsOf(tariff)).toEqual(lengths)
})

it('Where there is no single tariff, or its step is not typed yet, the usual lengths are offered', () => {
  const usual = [30, 60, 90, 120, 180, 240, 300, 360, 480, 600]
  expect(lengthsOf(undefined)).toEqual(usual)
  expect(lengthsOf({ minMinutes: 30, maxMinutes: 60, stepMinutes: 0 })).toEqual(usual)
})

it.each([
  [30, '10:00', 48, [0, 30, 60]],
  [20, '10:20', 72, [0, 20, 40]],
  [60, '10:20', 25, [0, 60, 120]],
  [1_440, '00:00', 1, [0]],
  [1, '10:00', 288, [0, 5, 10]],
  [4, '10:00', 180, [0, 8, 16]],
])('With a step of %i minutes and the time %s there are %i starts, first %j', (step, time, count, first) => {
  const starts = startsOf(step, time)
  expect(starts).toHaveLength(count)
  expect(starts.slice(0, 3)).toEqual(first)
})
