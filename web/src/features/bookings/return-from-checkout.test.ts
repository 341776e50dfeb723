import { expect, it } from 'vitest'
import { formatCountdown } from './hold-countdown.tsx'
import { outcomeOf } from './return-from-checkout.tsx'

const payment = (status: string) => ({ status, isMismatch: false, isLast: false })

it.each([
  ['awaiting_payment', 'waiting'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
  ['pending', 'requested'],
  ['confirmed', 'paid'],
  ['checked_in', 'paid'],
] as const)('A booking that is %s, while its payment is not known, is shown as %s', (status, outcome) => {
  expect(outcomeOf(status, null)).toBe(outcome)
})

it.each([
  ['pending', 'waiting'],
  ['failed', 'declined'],
  ['expired', 'declined'],
  ['succeeded', 'waiting'],
])('A booking that awaits its payment, which is %s, is shown as %s', (status, outcome) => {
  expect(outcomeOf('awaiting_payment', payment(status))).toBe(outcome)
})

it('A booking that awaits its payment although the last one has succeeded is shown as short of money', () => {
  expect(outcomeOf('awaiting_payment', { ...payment('succeeded'), isLast: true })).toBe('short')
})

it('A payment of a different sum is shown as such while the booking waits for its money', () => {
  expect(outcomeOf('awaiting_payment', { ...payment('failed'), isMismatch: true })).toBe('mismatch')
  expect(outcomeOf('confirmed', { ...payment('failed'), isMismatch: true })).toBe('paid')
})

it.each([
  [900_000, '15:00'],
  [59_001, '1:00'],
  [9_000, '0:09'],
  [-1, '0:00'],
])('%i ms are left: %s', (ms, text) => {
  expect(formatCountdown(ms)).toBe(text)
})
