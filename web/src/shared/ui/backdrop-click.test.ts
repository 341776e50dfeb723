import { expect, it } from 'vitest'
import { backdropClick } from './backdrop-click.ts'

it.each([
  ['backdrop', 'backdrop', true],
  ['a field', 'backdrop', false],
  ['backdrop', 'a field', false],
])('A click that begins on %s and is reported on %s closes the dialog: %s', (from, reported, closes) => {
  const click = backdropClick()
  click.press(from)
  expect(click.isOn('backdrop', reported)).toBe(closes)
})
