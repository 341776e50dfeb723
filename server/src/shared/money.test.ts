import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../../../testing/oracles/arbitraries.ts'
import { formatMoney, maxMoney, multiplyRounded, percentOf } from './money.ts'

describe('multiplyRounded', () => {
  it.each([
    ['a whole result', 60_000, 90, 60, 90_000],
    ['below a half goes down', 1, 29, 60, 0],
    ['a half goes up', 1, 30, 60, 1],
    ['a half goes up, not to even', 5, 30, 60, 3],
    ['above a half goes up', 1, 31, 60, 1],
    ['zero times a number is zero', 0, 44_640, 60, 0],
    ['a number times zero is zero', 999, 0, 60, 0],
    ['minus a half goes up, to zero', -1, 30, 60, 0],
    ['below minus a half goes down', -1, 31, 60, -1],
    ['minus one and a half goes up, to minus one', -3, 30, 60, -1],
    // 999999999999 × 44639 = 44638999999955361, above 2⁵³; ÷ 60 = 743983333332589.35.
    ['a product above 2⁵³', 999_999_999_999, 44_639, 60, 743_983_333_332_589],
    // 1000000000000 × 44640 ÷ 60: 31 days at the highest rate.
    ['the largest product of a rate and a length', maxMoney, 44_640, 60, 744_000_000_000_000],
    // 650189324091 × 30750 = 19993321715798250; ÷ 60 = 333222028596637.5, which a double takes for less.
    ['a half that floating point loses', 650_189_324_091, 30_750, 60, 333_222_028_596_638],
  ])('%s', (_, value, numerator, denominator, result) =>
    expect(multiplyRounded(value, numerator, denominator)).toBe(result),
  )

  it('is the whole number nearest to the quotient, and the greater of two equally near numbers', () =>
    assertProperty(
      fc.record({
        value: fc.integer({ min: -maxMoney, max: maxMoney }),
        numerator: fc.nat(44_640),
        denominator: fc.constantFrom(60, 100),
      }),
      ({ value, numerator, denominator }) => {
        // −½ ≤ quotient − result < ½, in whole numbers.
        const product = BigInt(value) * BigInt(numerator)
        const result = BigInt(multiplyRounded(value, numerator, denominator))
        const d = BigInt(denominator)
        const above = 2n * (product - result * d)
        expect(above >= -d && above < d).toBe(true)
      },
      500,
    ))
})

describe('percentOf', () => {
  it.each([
    ['all of an amount', 12_345, 100, 12_345],
    ['nothing of an amount', 12_345, 0, 0],
    ['a half goes up', 333, 50, 167],
    ['below a half goes down', 149, 1, 1],
    ['a half of one minor unit', 1, 50, 1],
    ['33 % of 1.00', 100, 33, 33],
    ['99 % of the largest amount', maxMoney, 99, 990_000_000_000],
  ])('%s', (_, amount, percent, part) => expect(percentOf(amount, percent)).toBe(part))

  it('is never negative, and never more than the amount', () =>
    assertProperty(
      fc.record({ amount: fc.nat(maxMoney), percent: fc.nat(100) }),
      ({ amount, percent }) => {
        const part = percentOf(amount, percent)
        expect(part).toBeGreaterThanOrEqual(0)
        expect(part).toBeLessThanOrEqual(amount)
      },
      300,
    ))
})

describe('formatMoney', () => {
  const plain = (text: string) => text.replace(/\s/g, ' ')
  it.each([
    ['kopecks', 123_450, 'RUB', 'en', '₽1,234.50'],
    ['kopecks in Russian', 123_450, 'RUB', 'ru', '1 234,50 ₽'],
    ['the code where the sign ends with a full stop', 123_450, 'BYN', 'ru', '1 234,50 BYN'],
    ['a currency without a minor unit', 1_234, 'JPY', 'en', '¥1,234'],
    ['a currency with three decimals', 1_234_500, 'KWD', 'en', 'KWD 1,234.500'],
    ["forints with ISO's fillér", 123_456, 'HUF', 'en', 'Ft 1,234.56'],
    ["dinars with ISO's fils", 123_456, 'IQD', 'ru', '123,456 IQD'],
    ['a unit of account with four decimals', 123_456, 'CLF', 'en', 'CLF 12.3456'],
    ['a debit', -50, 'EUR', 'en', '−€0.50'],
  ] as const)('writes %s', (_, amount, currency, locale, text) =>
    expect(plain(formatMoney(amount, currency, locale))).toBe(text),
  )
})
