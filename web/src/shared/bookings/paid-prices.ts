import type { BookingListItem } from '../api/types.ts'

/**
 * The present prices of bookings that are not over, summed by currency. A booking that awaits its payment adds nothing, and a currency in
 * which nothing was paid is left out. It is not the sum of a full refund: a member who has moved a booking to a cheaper time with a partial
 * refund has paid more than its present price, and a list of bookings does not say how much. Pure.
 */
export function paidPrices(bookings: Pick<BookingListItem, 'status' | 'totalPrice' | 'currency'>[]) {
  const sums = new Map<string, number>()
  for (const { currency, status, totalPrice } of bookings)
    sums.set(currency, (sums.get(currency) ?? 0) + (status === 'awaiting_payment' ? 0 : totalPrice))
  return [...sums].filter(([, sum]) => sum > 0)
}
