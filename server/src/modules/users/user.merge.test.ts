import { expect, it } from 'vitest'
import { joinNotes, joinTags } from './user.merge.ts'

it.each([
  ['a', 'b', 'a\nb'],
  ['', 'b', 'b'],
  ['a'.repeat(1_999), '', 'a'.repeat(1_999)],
  ['a'.repeat(1_998), 'b', `${'a'.repeat(1_998)}\nb`],
  ['a'.repeat(1_999), 'b', 'a'.repeat(1_999)],
  ['a'.repeat(1_999), 'bb', 'a'.repeat(1_999)],
])('notes are joined where they fit', (note, other, joined) => {
  expect(joinNotes(note, other)).toBe(joined)
})

it('tags are joined without duplicates', () => {
  expect(joinTags(['Regular'], ['regular', 'VIP'])).toEqual(['Regular', 'VIP'])
})
