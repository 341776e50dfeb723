import { expect, it } from 'vitest'
import { entryCurrency, withAmount } from './entry-currency.ts'

const currencyOf = (entered: Parameters<typeof entryCurrency>[0], balances: { currency: string }[]) =>
  entryCurrency(entered, balances, ['RUB'], 'RUB')

it('An amount keeps the currency in which it was typed, also where a refetch brings a first balance in another one', () => {
  const empty = { text: '', currency: null }
  const shown = currencyOf(empty, [])
  expect(shown).toBe('RUB')
  expect(currencyOf(withAmount('1', shown), [{ currency: 'EUR' }])).toBe('RUB')
  expect(currencyOf(empty, [{ currency: 'EUR' }])).toBe('EUR')
})

it('A chosen currency comes before those of the person and of the locations', () => {
  expect(currencyOf({ text: '', currency: 'USD' }, [{ currency: 'EUR' }])).toBe('USD')
  expect(entryCurrency({ text: '', currency: null }, [], [], 'KZT')).toBe('KZT')
})
