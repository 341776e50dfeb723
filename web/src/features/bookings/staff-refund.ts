import type { Booking } from '../../shared/api/types.ts'

type Refundable = Pick<Booking, 'status' | 'refundNow' | 'totalPrice'>

/** Whether staff can set the refund: nothing has been paid yet for a booking that awaits its payment. */
export const canSetRefund = ({ status }: Pick<Booking, 'status'>): boolean => status !== 'awaiting_payment'

/**
 * Whether a cancellation refunds the percent that staff have typed, and not `refundNow`. The service refunds a request that waits for
 * approval by at least `refundNow`. Pure.
 */
export function doesPercentApply({ status, refundNow, totalPrice }: Refundable, percent: number): boolean {
  if (status === 'awaiting_payment') return false
  return status !== 'pending' || (totalPrice * percent) / 100 > refundNow
}
