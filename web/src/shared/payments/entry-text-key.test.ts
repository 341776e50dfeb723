import { expect, it } from 'vitest'
import { entryTextKey } from './entry-text-key.ts'

it.each([
  ['top_up', 'cash', 500, 'kind.top_up'],
  ['payout', 'terminal', -500, 'kind.payout'],
  ['top_up', 'stripe', 500, 'byCard.top_up'],
  ['payout', 'yookassa', -500, 'byCard.payout'],
  ['payout', 'stripe', 500, 'byCard.returned'],
  ['refund', null, 500, 'kind.refund'],
] as const)('The name of an entry of kind %s by %s of %i is %s', (kind, channel, amount, textKey) => {
  expect(entryTextKey({ kind, channel, amount })).toBe(textKey)
})
