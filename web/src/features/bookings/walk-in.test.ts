import { expect, it } from 'vitest'
import { firstMinutes } from './walk-in.ts'

it.each([
  [undefined, 60],
  [{ minMinutes: 30, stepMinutes: 30 }, 60],
  [{ minMinutes: 120, stepMinutes: 60 }, 120],
  [{ minMinutes: 15, stepMinutes: 45 }, 90],
])('a booking at the desk begins with an hour, or with what the tariff demands', (tariff, minutes) => {
  expect(firstMinutes(tariff)).toBe(minutes)
})
