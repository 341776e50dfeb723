import { expect, it } from 'vitest'
import { submitTextKey } from './submit-text-key.ts'

it.each([
  [60_000, false, false, 'book.submit'],
  [60_000, true, false, 'book.submitForApproval'],
  [60_000, false, true, 'payments:book.pay'],
  [60_000, true, true, 'payments:book.requestAndPay'],
  [0, false, false, 'book.submitFree'],
  [0, true, false, 'book.requestFree'],
] as const)(
  'The button of a booking for %d, which needs approval: %s, and is paid by card: %s, has the text %s',
  (total, approval, isByCard, text) => {
    expect(submitTextKey(total, approval, isByCard)).toBe(text)
  },
)
