import { expect, it } from 'vitest'
import { formatTaxRate, taxIn } from './tax.ts'

it.each([
  [12_000, 2_000, 2_000],
  // 100 × 20 ÷ 120 is 16.67, and 3 × 20 ÷ 120 is exactly a half.
  [100, 2_000, 17],
  [3, 2_000, 1],
  [1_000_000_000_000, 10_000, 500_000_000_000],
  [10_750, 750, 750],
  [500, 0, 0],
])('a price of %i at a rate of %i includes %i of tax', (price, rate, tax) => {
  expect(taxIn(price, rate)).toBe(tax)
})

it('a rate is written in percent', () => {
  expect(formatTaxRate(2_000, 'en')).toBe('20%')
  expect(formatTaxRate(750, 'en')).toBe('7.5%')
  expect(formatTaxRate(825, 'ru').replace(/\s/, ' ')).toBe('8,25 %')
})
