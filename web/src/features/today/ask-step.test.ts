import { expect, it } from 'vitest'
import { paidFor } from './ask-step.tsx'

it('The sum that is asked about is what was paid and has not come back, by currency', () => {
  const booking = (totalPrice: number, refunded: number, currency: string) => ({
    totalPrice,
    refunded,
    currency,
  })
  expect(
    paidFor([booking(60_000, 0, 'RUB'), booking(90_000, 30_000, 'RUB'), booking(500, 0, 'EUR')]),
  ).toEqual([
    ['RUB', 120_000],
    ['EUR', 500],
  ])
})
