import { expect, it } from 'vitest'
import { buttonsFor } from './booking-buttons.tsx'

it('A request that waits for its approval is not offered for the calendar, as a confirmed or running booking is', () => {
  expect(buttonsFor('pending', ['move', 'cancel'])).toEqual(['move', 'cancel'])
  expect(buttonsFor('confirmed', ['move', 'cancel'])).toEqual(['move', 'cancel', 'calendar'])
  expect(buttonsFor('checked_in', ['extend', 'complete'])).toEqual(['leave', 'move', 'calendar'])
})
