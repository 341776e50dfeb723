import { expect, it } from 'vitest'
import { fullName } from './person-name.ts'

it.each([
  ['Orlova', 'Anna Orlova'],
  ['–', 'Anna'],
  ['-', 'Anna'],
])('The name of a person with the last name %s is %s', (lastName, expected) => {
  expect(fullName({ firstName: 'Anna', lastName })).toBe(expected)
})
