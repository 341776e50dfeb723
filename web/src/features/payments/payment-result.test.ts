import { expect, it } from 'vitest'
import { canPayAgain } from './payment-result.tsx'

it.each([
  ['failed', null, true],
  ['expired', null, true],
  ['failed', 90_000, false],
  ['pending', null, false],
  ['succeeded', null, false],
] as const)(
  'After a payment that is %s, where the amount %s arrived instead, the page offers to pay again: %s',
  (status, receivedAmount, offers) => {
    expect(canPayAgain({ status, receivedAmount })).toBe(offers)
  },
)
