import { expect, it } from 'vitest'
import { hasRefundOfMoveChanged, moveTextKey } from './move-text-key.ts'

it.each([
  [60_000, 0, 'move.charges'],
  [0, 0, 'move.costsNothing'],
  [-30_000, 30_000, 'move.refunds'],
  [-30_000, 15_000, 'move.refundsPart'],
  [-30_000, 0, 'move.refundsNothing'],
] as const)(
  'A move that changes the price by %d, with a refund of %d, has the text %s',
  (change, refund, key) => {
    const prices = { before: 120_000, after: 120_000 + change, charge: Math.max(0, change), refund }
    expect(moveTextKey(prices)).toBe(key)
  },
)

const until = '2026-12-01T10:00:00.000Z'
const quote = (refundPercent: number, refund: number, total = 60_000) => ({
  total,
  cancellation: [{ until, refundPercent }],
  move: { charge: 0, refund },
})

it.each([
  ['the same refunds', quote(100, 60_000), false],
  ['a smaller refund, because a deadline has passed', quote(50, 30_000), true],
  ['a smaller refund of a later cancellation', quote(50, 60_000), true],
  ['another price, which the service refuses', quote(50, 30_000, 90_000), false],
] as const)('A move that now has %s: whether the user is asked again', (_, latest, isAsked) => {
  expect(hasRefundOfMoveChanged(quote(100, 60_000), latest)).toBe(isAsked)
})
