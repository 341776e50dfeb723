import { expect, it } from 'vitest'
import { currencies, isCurrency, minorDigits } from './currency.ts'

it('the table of currencies has the active codes of ISO 4217 for money, and no code that was withdrawn or stands for a fund, a metal or a test', () => {
  expect(currencies).toHaveLength(new Set(currencies).size)
  expect(currencies).toHaveLength(157)
  for (const code of ['RUB', 'USD', 'EUR', 'KZT', 'GEL', 'SLE', 'VED', 'XCG', 'ZWG', 'XOF', 'CLF'])
    expect(isCurrency(code), code).toBe(true)
  const refused = [
    'RUR',
    'ZZZ',
    'XXX',
    'XTS',
    'XAU',
    'XDR',
    'DEM',
    'HRK',
    'SLL',
    'ZWL',
    'BGN',
    'CHE',
    'USN',
    'rub',
    'RU',
    '',
  ]
  for (const code of refused) expect(isCurrency(code), code).toBe(false)
})

it.each([
  ['JPY', 0],
  ['UGX', 0],
  ['RUB', 2],
  ['HUF', 2],
  ['COP', 2],
  ['IDR', 2],
  ['LBP', 2],
  ['IQD', 3],
  ['KWD', 3],
  ['CLF', 4],
  ['UYW', 4],
  ['RUR', 2],
])("%s has ISO's %i digits, whatever the runtime says", (code, digits) => {
  expect(minorDigits(code)).toBe(digits)
})
