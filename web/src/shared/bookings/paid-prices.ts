import type { BookingListItem } from '../api/types.ts'

/**
 * The prices that members have paid for bookings that are not over, summed by currency. `refunded` is no part of it: before its end,
 * a booking has refunds only of moves, and its price is the one after the move. A booking that awaits its payment adds nothing, and a currency
 * in which nothing was paid is left out. Pure.
 */
export function paidPrices(bookings: Pick<BookingListItem, 'status' | 'totalPrice' | 'currency'>[]) {
  const sums = new Map<string, number>()
  for (const { currency, status, totalPrice } of bookings)
    sums.set(currency, (sums.get(currency) ?? 0) + (status === 'awaiting_payment' ? 0 : totalPrice))
  return [...sums].filter(([, sum]) => sum > 0)
}
