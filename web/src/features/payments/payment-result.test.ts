import { expect, it } from 'vitest'
import { linkTextKey } from './payment-result.tsx'

it.each([
  ['failed', null, null, 'again'],
  ['expired', null, null, 'again'],
  ['failed', 90_000, null, 'toWallet'],
  ['pending', null, null, 'toWallet'],
  ['succeeded', null, null, 'toWallet'],
  ['failed', null, 'b', 'toBooking'],
  ['succeeded', null, 'b', 'toBooking'],
] as const)(
  'After a payment that is %s, where the amount %s arrived instead, and which pays for the booking %s, the link has the text %s',
  (status, receivedAmount, bookingId, text) => {
    expect(linkTextKey({ status, receivedAmount, bookingId })).toBe(text)
  },
)
