import type { Booking } from '../../shared/api/types.ts'
import { cancellationText } from './cancellation-text.ts'

type Refundable = Pick<Booking, 'status' | 'refundNow' | 'totalPrice'>

/** The text about the refund of a cancellation by staff, who may set the refund wherever there is one. Pure. */
export function staffCancellationText(booking: Refundable) {
  const text = cancellationText(booking)
  return text === 'unpaid' || text === 'free' ? text : ('comesBack' as const)
}

/**
 * Whether a cancellation refunds the percent that staff have typed, and not `refundNow`. The service refunds a request that waits for
 * approval by at least `refundNow`. Pure.
 */
export function doesPercentApply({ status, refundNow, totalPrice }: Refundable, percent: number): boolean {
  if (status === 'awaiting_payment') return false
  return status !== 'pending' || (totalPrice * percent) / 100 > refundNow
}
