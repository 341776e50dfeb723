import { expect, it } from 'vitest'
import { statusKeyOf } from './member-search.tsx'

it.each([
  [[], null, 'none'],
  [['Anna'], null, null],
  [['Anna'], 'cursor', 'more'],
  [[], 'cursor', 'more'],
])('After a search that shows %j, with the next cursor %j, the text is %j', (shown, nextCursor, expected) => {
  expect(statusKeyOf(shown, { nextCursor })).toBe(expected)
})
