import type { Booking } from '../../shared/api/types.ts'

type Refundable = Pick<Booking, 'status' | 'refundNow' | 'totalPrice'>

/** The text about the refund of a cancellation: nothing has been paid yet for a booking that awaits its payment. Pure. */
export function cancellationText({ status, refundNow, totalPrice }: Refundable) {
  if (status === 'awaiting_payment') return 'unpaid' as const
  if (refundNow === 0 && totalPrice === 0) return 'free' as const
  if (refundNow === totalPrice) return 'refundAll' as const
  return refundNow > 0 ? ('refundPart' as const) : ('refundNone' as const)
}
