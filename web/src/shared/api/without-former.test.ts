import { expect, it } from 'vitest'
import { withoutFormer } from './without-former.ts'

it.each([
  ['while the next is on its way', true, 0, 'former'],
  ['once the next has failed', true, 1, undefined],
  ['of the same query, though the last request failed', false, 1, 'former'],
])('Former data is shown %s: %s, %i failures', (_, isPlaceholderData, failureCount, shown) => {
  expect(withoutFormer({ data: 'former', isPlaceholderData, failureCount }).data).toBe(shown)
})
