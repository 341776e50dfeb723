import { expect, it } from 'vitest'
import { defaultMinutes } from './book-at-front-desk.ts'

it.each([
  [undefined, 60],
  [{ minMinutes: 30, maxMinutes: 600, stepMinutes: 30 }, 60],
  [{ minMinutes: 120, maxMinutes: 600, stepMinutes: 60 }, 120],
  [{ minMinutes: 15, maxMinutes: 600, stepMinutes: 45 }, 90],
  [{ minMinutes: 15, maxMinutes: 30, stepMinutes: 15 }, 30],
])(
  'The proposed length of a booking at the front desk is the shortest that the tariff allows from an hour on, or its longest (%j: %d)',
  (tariff, minutes) => {
    expect(defaultMinutes(tariff)).toBe(minutes)
  },
)
