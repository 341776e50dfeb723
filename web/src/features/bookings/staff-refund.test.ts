import { expect, it } from 'vitest'
import { percentCounts } from './staff-refund.ts'

it.each([
  ['confirmed', 600, 10, true],
  ['pending', 600, 10, false],
  ['pending', 600, 60, false],
  ['pending', 600, 61, true],
  ['pending', 0, 0, false],
  ['awaiting_payment', 0, 50, false],
] as const)(
  'a %s booking that would refund %d of 1,000 now: whether %d percent count is %s',
  (status, refundNow, percent, counts) => {
    expect(percentCounts({ status, refundNow, totalPrice: 1_000 }, percent)).toBe(counts)
  },
)
