import { expect, it } from 'vitest'
import { defaultMinutes } from './book-at-front-desk.ts'

it.each([
  [undefined, 60],
  [{ minMinutes: 30, stepMinutes: 30 }, 60],
  [{ minMinutes: 120, stepMinutes: 60 }, 120],
  [{ minMinutes: 15, stepMinutes: 45 }, 90],
])(
  'The proposed length of a booking at the front desk is an hour, or the minimum of the tariff where that is longer',
  (tariff, minutes) => {
    expect(defaultMinutes(tariff)).toBe(minutes)
  },
)
