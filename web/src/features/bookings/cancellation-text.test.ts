import { expect, it } from 'vitest'
import { cancellationText } from './cancellation-text.ts'

it.each([
  { status: 'awaiting_payment', refundNow: 0, text: 'unpaid' },
  { status: 'confirmed', refundNow: 60_000, text: 'refundAll' },
  { status: 'confirmed', refundNow: 30_000, text: 'refundPart' },
  { status: 'confirmed', refundNow: 0, text: 'refundNone' },
] as const)(
  'A cancellation of a booking that is $status, with a refund of $refundNow of 60000, has the text $text',
  ({ status, refundNow, text }) => {
    expect(cancellationText({ status, refundNow, totalPrice: 60_000 })).toBe(text)
  },
)

it('A cancellation of a booking that costs nothing has a text without a refund', () => {
  expect(cancellationText({ status: 'confirmed', refundNow: 0, totalPrice: 0 })).toBe('free')
  expect(cancellationText({ status: 'awaiting_payment', refundNow: 0, totalPrice: 0 })).toBe('unpaid')
})
