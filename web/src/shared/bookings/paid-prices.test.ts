import { expect, it } from 'vitest'
import { paidPrices } from './paid-prices.ts'

it('The paid prices are summed by currency, without bookings that await their payment and without free ones', () => {
  const booking = (totalPrice: number, currency: string, status: 'confirmed' | 'awaiting_payment') => ({
    totalPrice,
    currency,
    status,
  })
  expect(
    paidPrices([
      booking(60_000, 'RUB', 'confirmed'),
      booking(90_000, 'RUB', 'confirmed'),
      booking(30_000, 'RUB', 'awaiting_payment'),
      booking(500, 'EUR', 'confirmed'),
      booking(0, 'USD', 'confirmed'),
    ]),
  ).toEqual([
    ['RUB', 150_000],
    ['EUR', 500],
  ])
})
