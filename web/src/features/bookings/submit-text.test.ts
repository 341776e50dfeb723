import { expect, it } from 'vitest'
import { submitText } from './submit-text.ts'

it.each([
  [60_000, false, 'submit'],
  [60_000, true, 'submitForApproval'],
  [0, false, 'submitFree'],
  [0, true, 'requestFree'],
] as const)(
  'The button of a booking for %d, which needs approval: %s, has the text %s',
  (total, approval, text) => {
    expect(submitText(total, approval)).toBe(text)
  },
)
