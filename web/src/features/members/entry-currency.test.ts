import { expect, it } from 'vitest'
import { proposedCurrency, withAmount } from './entry-currency.ts'

const eur = (balance: number) => ({ currency: 'EUR', balance })
const rub = (balance: number) => ({ currency: 'RUB', balance })

it.each([
  ['top_up', [], 'RUB'],
  ['top_up', [eur(0)], 'RUB'],
  ['top_up', [eur(100)], 'RUB'],
  ['payout', [eur(100), rub(100)], 'RUB'],
  ['payout', [eur(0), rub(100)], 'RUB'],
  ['payout', [eur(100), rub(0)], 'EUR'],
  ['adjustment', [eur(100)], 'EUR'],
  ['adjustment', [eur(0)], 'RUB'],
] as const)(
  'At a location with RUB, the form for a %s with the balances %j proposes %s',
  (kind, balances, expected) => {
    expect(proposedCurrency(kind, [...balances], 'RUB')).toBe(expected)
  },
)

it('An amount keeps the currency in which it was typed', () => {
  expect(withAmount('1', 'RUB')).toEqual({ text: '1', currency: 'RUB' })
})
