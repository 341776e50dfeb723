import { expect, it } from 'vitest'
import { leftOf } from './hold-left.tsx'
import { outcomeOf } from './paid-booking.tsx'

it.each([
  ['awaiting_payment', undefined, 'waiting'],
  ['awaiting_payment', 'pending', 'waiting'],
  ['awaiting_payment', 'failed', 'declined'],
  ['awaiting_payment', 'expired', 'declined'],
  ['expired', undefined, 'lapsed'],
  ['cancelled', undefined, 'cancelled'],
  ['pending', undefined, 'requested'],
  ['confirmed', undefined, 'paid'],
  ['checked_in', undefined, 'paid'],
] as const)('A booking that is %s, with a payment that is %s, is shown as %s', (status, payment, said) => {
  expect(outcomeOf(status, payment)).toBe(said)
})

it('A payment of another sum is shown as such while the booking waits for its money', () => {
  expect(outcomeOf('awaiting_payment', 'failed', true)).toBe('otherwise')
  expect(outcomeOf('confirmed', 'failed', true)).toBe('paid')
})

it.each([
  [900_000, '15:00'],
  [59_001, '1:00'],
  [9_000, '0:09'],
  [-1, '0:00'],
])('%i ms are left: %s', (ms, text) => {
  expect(leftOf(ms)).toBe(text)
})
