import { expect, it } from 'vitest'
import { lastNameText, toLastName } from './last-name.ts'

it.each([
  ['Orlova', 'Orlova', 'Orlova'],
  ['–', '', '–'],
  ['-', '', '–'],
])('The stored last name %s is shown in a form as “%s”, and saved as %s', (stored, shown, saved) => {
  expect([lastNameText(stored), toLastName(lastNameText(stored))]).toEqual([shown, saved])
})
