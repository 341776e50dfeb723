import { expect, it } from 'vitest'
import { formatCountdown } from './hold-countdown.tsx'
import { outcomeOf, paymentToShow } from './return-from-checkout.tsx'

const holdUntil = '2026-12-01T09:15:00.000Z'
const unpaid = { status: 'awaiting_payment', holdUntil } as const
const payment = (status: string) => ({ status, isMismatch: false, isLast: false })

it.each([
  ['awaiting_payment', holdUntil, 'waiting'],
  ['expired', holdUntil, 'expired'],
  ['expired', null, 'notApproved'],
  ['cancelled', null, 'cancelled'],
  ['rejected', null, 'rejected'],
  ['cancelled', holdUntil, 'cancelledUnpaid'],
  ['pending', null, 'requested'],
  ['confirmed', null, 'paid'],
  ['checked_in', null, 'paid'],
  ['completed', null, 'over'],
  ['no_show', null, 'over'],
] as const)(
  'A booking that is %s and held until %s, while its payment is not known, is shown as %s',
  (status, heldUntil, outcome) => {
    expect(outcomeOf({ status, holdUntil: heldUntil }, null)).toBe(outcome)
  },
)

it.each([
  ['pending', 'waiting'],
  ['failed', 'declined'],
  ['expired', 'declined'],
  ['succeeded', 'waiting'],
])('A booking that awaits its payment, while that payment is %s, is shown as %s', (status, outcome) => {
  expect(outcomeOf(unpaid, payment(status))).toBe(outcome)
})

it('A booking that still awaits its payment after its latest payment has succeeded is shown as short of money', () => {
  expect(outcomeOf(unpaid, { ...payment('succeeded'), isLast: true })).toBe('short')
})

it('A payment of a different amount is shown as such while the booking awaits its payment', () => {
  expect(outcomeOf(unpaid, { ...payment('failed'), isMismatch: true })).toBe('mismatch')
  expect(
    outcomeOf({ status: 'confirmed', holdUntil: null }, { ...payment('failed'), isMismatch: true }),
  ).toBe('paid')
})

it.each([
  ['cannot be loaded', 'waiting', undefined],
  ['contain none of this booking', 'declined', null],
  ['end with a declined one', 'declined', { status: 'failed', receivedAmount: null }],
])(
  'An unpaid booking without an unfinished payment, where the payments %s, is shown as %s',
  (_, outcome, latest) => {
    const shown = paymentToShow(latest)
    const shownState = shown && { status: shown.status, isMismatch: false, isLast: true }
    expect(outcomeOf(unpaid, shownState ?? null)).toBe(outcome)
  },
)

it.each([
  [900_000, '15:00'],
  [59_001, '1:00'],
  [9_000, '0:09'],
  [-1, '0:00'],
])('%i ms are left: %s', (ms, text) => {
  expect(formatCountdown(ms)).toBe(text)
})
