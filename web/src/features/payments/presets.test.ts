import { expect, it } from 'vitest'
import { amountToPay, payableAmount } from '../../shared/payments/card-limits.ts'
import { presetsFor } from './presets.ts'

it.each([
  ['RUB', 100, 10_000_000, [50_000, 100_000, 250_000, 500_000]],
  ['RUB', 100_000, 250_000, [100_000, 250_000]],
  ['EUR', 100, 10_000_000, [1_000, 2_000, 5_000, 10_000]],
  ['JPY', 50, 10_000_000, [1_000, 2_000, 5_000, 10_000]],
  ['HUF', 17_500, 10_000_000, [500_000, 1_000_000, 2_500_000, 5_000_000]],
  ['CLP', 100, 10_000_000, [10_000, 20_000, 50_000, 100_000]],
  ['EUR', 6_000, 10_000_000, [10_000, 20_000, 50_000, 100_000]],
  ['RUB', 100, 200, []],
])('With limits in %s from %i to %i, the preset amounts are %j', (currency, min, max, presets) => {
  expect(presetsFor({ currency, min, max })).toEqual(presets)
})

it.each([
  [99, 100],
  [100, 100],
  [5_000, 5_000],
  [5_001, null],
])('Where %i is missing, the card payment is %s, within the limits of 100 and 5000', (missing, payment) => {
  expect(amountToPay(missing, { currency: 'RUB', min: 100, max: 5_000 })).toBe(payment)
})

it.each([
  [null, null],
  [99, null],
  [100, 100],
  [5_000, 5_000],
  [5_001, null],
])('Where %s is typed, the card payment is of %s, within the limits of 100 and 5000', (typed, payment) => {
  expect(payableAmount(typed, { currency: 'RUB', min: 100, max: 5_000 })).toBe(payment)
})
