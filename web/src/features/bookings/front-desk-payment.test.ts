import { expect, it } from 'vitest'
import { topUpOf } from './front-desk-payment.ts'

it.each([
  ['cash', 100, { channel: 'cash', amount: 100 }],
  ['terminal', 100, { channel: 'terminal', amount: 100 }],
  ['cash', 0, null],
] as const)(
  'At the front desk, %s for %d that are missing is the top-up %j',
  (channel, missing, expected) => {
    expect(topUpOf(channel, missing)).toEqual(expected)
  },
)
