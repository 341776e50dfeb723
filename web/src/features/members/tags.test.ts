import { expect, it } from 'vitest'
import { tagsOf } from './tags.ts'

it.each([
  ['', []],
  [' , ,', []],
  ['quiet', ['quiet']],
  ['quiet room, with a dog,  early ', ['quiet room', 'with a dog', 'early']],
  ['Dog, dog, DOG, cat', ['Dog', 'cat']],
])('The tags in “%s” are separated by commas, and duplicates are removed', (text, tags) => {
  expect(tagsOf(text)).toEqual(tags)
})
