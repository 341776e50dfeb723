import { expect, it } from 'vitest'
import { entryAmount } from './entry-amount.ts'

it.each([
  { typed: 100, kind: 'top_up', amount: 100 },
  { typed: 100, kind: 'payout', amount: -100 },
  { typed: -100, kind: 'adjustment', amount: -100 },
  { typed: -100, kind: 'top_up', amount: null },
  { typed: -100, kind: 'payout', amount: null },
  { typed: 0, kind: 'top_up', amount: null },
  { typed: 0, kind: 'payout', amount: null },
  { typed: 0, kind: 'adjustment', amount: null },
  { typed: null, kind: 'top_up', amount: null },
] as const)('The amount $typed of the kind $kind is sent as $amount', ({ typed, kind, amount }) => {
  expect(entryAmount(typed, kind)).toBe(amount)
})
