import { expect, it } from 'vitest'
import { dropPlaceholderOnError } from './drop-placeholder-on-error.ts'

it.each([
  ['while the next data is loaded', true, 0, 'previous'],
  ['once loading has failed', true, 1, undefined],
  ['that belongs to the same query, although the last request failed', false, 1, 'previous'],
])('Data %s (placeholder: %s, failures: %i) is shown as %s', (_, isPlaceholderData, failureCount, shown) => {
  expect(dropPlaceholderOnError({ data: 'previous', isPlaceholderData, failureCount }).data).toBe(shown)
})
