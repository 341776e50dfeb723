import { expect, it } from 'vitest'
import { doesPercentApply, mayChooseRefund, staffCancellationTextKey } from './staff-refund.ts'

it.each([
  ['confirmed', 600, 10, true],
  ['pending', 600, 10, false],
  ['pending', 600, 60, false],
  ['pending', 600, 61, true],
  ['pending', 0, 0, false],
  ['awaiting_payment', 0, 50, false],
  ['confirmed', 1_500, 10, false],
  ['pending', 1_500, 100, false],
] as const)(
  'The cancellation of a %s booking refunds %d of 1,000 now: whether a typed refund of %d percent applies is %s',
  (status, refundNow, percent, applies) => {
    expect(doesPercentApply({ status, refundNow, totalPrice: 1_000 }, percent)).toBe(applies)
  },
)

it.each([
  ['confirmed', 600, 1_000, null, 'comesBack'],
  ['confirmed', 0, 1_000, null, 'comesBack'],
  ['confirmed', 600, 1_000, 0, 'comesBackPercent'],
  ['pending', 600, 1_000, 10, 'comesBack'],
  ['confirmed', 1_500, 1_000, 10, 'comesBackAll'],
  ['confirmed', 500, 0, null, 'comesBackAll'],
  ['confirmed', 0, 0, 10, 'free'],
  ['pending', 0, 0, null, 'free'],
  ['awaiting_payment', 0, 1_000, 10, 'unpaid'],
] as const)(
  'The cancellation by staff of a %s booking that refunds %d of %d, with %s typed as the percent, has the text %s',
  (status, refundNow, totalPrice, percent, text) => {
    expect(staffCancellationTextKey({ status, refundNow, totalPrice }, percent)).toBe(text)
  },
)

it.each([
  ['member', 1_000, true],
  ['manager', 1_000, false],
  ['member', 0, false],
])(
  'A manager may choose the refund of a booking of a %s that costs %d: %s',
  (userId, totalPrice, expected) => {
    const booking = { status: 'confirmed' as const, refundNow: 0, totalPrice, userId }
    expect(mayChooseRefund(booking, 'manager')).toBe(expected)
  },
)
