import { expect, it } from 'vitest'
import {
  cancellationTextKey,
  cancelledTextKey,
  hasRefundChanged,
  isCancellable,
  mentionsRefund,
  notCancellableTextKey,
} from './cancellation-text-key.ts'

it.each([
  { status: 'awaiting_payment', refundNow: 0, text: 'unpaid' },
  { status: 'confirmed', refundNow: 60_000, text: 'refundAll' },
  { status: 'confirmed', refundNow: 90_000, text: 'refundAll' },
  { status: 'confirmed', refundNow: 30_000, text: 'refundPart' },
  { status: 'confirmed', refundNow: 0, text: 'refundNone' },
] as const)(
  'A cancellation of a booking that is $status, with a refund of $refundNow of 60000, has the text $text',
  ({ status, refundNow, text }) => {
    expect(cancellationTextKey({ status, refundNow, totalPrice: 60_000 })).toBe(text)
  },
)

it('A cancellation of a booking that costs nothing has a text without a refund', () => {
  expect(cancellationTextKey({ status: 'confirmed', refundNow: 0, totalPrice: 0 })).toBe('free')
  expect(cancellationTextKey({ status: 'awaiting_payment', refundNow: 0, totalPrice: 0 })).toBe('unpaid')
})

it('A refund is mentioned where something was paid, also where nothing is refunded', () => {
  expect(mentionsRefund({ status: 'confirmed', refundNow: 0, totalPrice: 60_000 })).toBe(true)
  expect(mentionsRefund({ status: 'confirmed', refundNow: 0, totalPrice: 0 })).toBe(false)
  expect(mentionsRefund({ status: 'awaiting_payment', refundNow: 0, totalPrice: 60_000 })).toBe(false)
})

it.each([
  [null, 60_000, 30_000, 'done'],
  [null, 60_000, 0, 'done'],
  [null, 0, 0, 'doneFree'],
  ['2026-12-01T10:00:00.000Z', 60_000, 0, 'doneUnpaid'],
] as const)(
  'After the cancellation of a booking held until %s that costs %d, with a refund of %d, the message is %s',
  (holdUntil, totalPrice, refund, text) => {
    expect(cancelledTextKey({ holdUntil, totalPrice }, refund)).toBe(text)
  },
)

it.each([
  ['the same sum of the same version', { version: 3, refundNow: 60_000 }, false],
  ['less, because a deadline of the policy has passed', { version: 3, refundNow: 30_000 }, true],
  ['nothing, because it was cancelled meanwhile', { version: 4, refundNow: 0 }, false],
] as const)('A booking that would be refunded %s: whether the user is asked again', (_, latest, isAsked) => {
  expect(hasRefundChanged({ version: 3, refundNow: 60_000 }, latest)).toBe(isAsked)
})

it('A booking that was cancelled meanwhile is not offered for cancellation', () => {
  expect(isCancellable({ actions: ['move', 'cancel'] })).toBe(true)
  expect(isCancellable({ actions: [] })).toBe(false)
})

it.each([
  ['confirmed', 'tooLate'],
  ['checked_in', 'tooLate'],
  ['cancelled', 'notPossible'],
  ['completed', 'notPossible'],
] as const)('Of a booking that is %s and cannot be cancelled, the text is %s', (status, text) => {
  expect(notCancellableTextKey({ status })).toBe(text)
})
