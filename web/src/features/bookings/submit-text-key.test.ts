import { expect, it } from 'vitest'
import { submitTextKey } from './submit-text-key.ts'

it.each([
  [60_000, false, 'submit'],
  [60_000, true, 'submitForApproval'],
  [0, false, 'submitFree'],
  [0, true, 'requestFree'],
] as const)(
  'The button of a booking for %d, which needs approval: %s, has the text %s',
  (total, approval, text) => {
    expect(submitTextKey(total, approval)).toBe(text)
  },
)
