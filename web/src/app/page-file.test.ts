import { expect, it } from 'vitest'
import { PageFileError } from './page-file.ts'

it.each([
  ['Chromium', 'Failed to fetch dynamically imported module: https://example.com/assets/bookings.js', true],
  ['Firefox', 'error loading dynamically imported module: https://example.com/assets/bookings.js', true],
  ['Safari', 'Importing a module script failed.', true],
  ['a style sheet', 'Unable to preload CSS for /assets/bookings.css', true],
  ['a fault of a page', 'Cannot read properties of undefined', false],
])('The message of %s (“%s”) is one about a missing file of the app: %s', (_, message, isMissing) => {
  expect(PageFileError.is(new TypeError(message))).toBe(isMissing)
})

it('The router does not load the whole document again for the error of a page whose file is missing', () => {
  const error = new PageFileError('A file of the app could not be loaded')
  expect(PageFileError.is(error)).toBe(true)
  expect(error.message).not.toMatch(/dynamically imported module|module script failed/i)
})
