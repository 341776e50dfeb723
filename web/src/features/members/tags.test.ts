import { expect, it } from 'vitest'
import { changedTags, tagsOf } from './tags.ts'

it.each([
  ['', []],
  [' , ,', []],
  ['quiet', ['quiet']],
  ['quiet room, with a dog,  early ', ['quiet room', 'with a dog', 'early']],
  ['Dog, dog, DOG, cat', ['Dog', 'cat']],
])('The tags in “%s” are separated by commas, and duplicates are removed', (text, tags) => {
  expect(tagsOf(text)).toEqual(tags)
})

it('Tags are sent only where their text was changed, so that a note does not change tags which the text cannot hold', () => {
  expect(changedTags('VIP, gold, Dog, dog', ['VIP, gold', 'Dog', 'dog'])).toEqual({})
  expect(changedTags('VIP', ['VIP, gold'])).toEqual({ tags: ['VIP'] })
  expect(changedTags('', ['VIP'])).toEqual({ tags: [] })
})
