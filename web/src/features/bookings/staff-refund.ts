import type { Booking } from '../../shared/api/types.ts'
import { cancellationTextKey, mentionsRefund } from './cancellation-text-key.ts'

type Refundable = Pick<Booking, 'status' | 'refundNow' | 'totalPrice'>

/** Whether this user, who is staff, may choose the refund of the cancellation: never for an own booking, and not where nothing was paid. Pure. */
export const mayChooseRefund = (
  booking: Refundable & Pick<Booking, 'userId'>,
  ofUser: string | undefined,
): boolean => mentionsRefund(booking) && booking.userId !== ofUser

/**
 * The key of the text about the refund of a cancellation by staff, who may choose the refund where something was paid: `percent` is what they
 * have typed. Pure.
 */
export function staffCancellationTextKey(booking: Refundable, percent: number | null) {
  const text = cancellationTextKey(booking)
  if (text === 'unpaid' || text === 'free') return text
  if (exceedsPrice(booking)) return 'comesBackAll' as const
  const isPercent = percent !== null && doesPercentApply(booking, percent)
  return isPercent ? ('comesBackPercent' as const) : ('comesBack' as const)
}

/**
 * Only a booking that a closure is about to cancel can be refunded more than its price: all that was paid. Where no move has kept a part,
 * that sum equals the price, and such a booking cannot be told from others here; the message after the cancellation names the refund.
 */
const exceedsPrice = ({ refundNow, totalPrice }: Refundable): boolean => refundNow > totalPrice

/**
 * Whether a cancellation refunds the percent that staff have typed, and not `refundNow`. The service refunds at least `refundNow` for a booking
 * that waits for approval, and all that was paid for a booking that a closure is about to cancel, which
 * `exceedsPrice` cannot always tell. Pure.
 */
export function doesPercentApply(booking: Refundable, percent: number): boolean {
  const { status, refundNow, totalPrice } = booking
  if (status === 'awaiting_payment' || exceedsPrice(booking)) return false
  return status !== 'pending' || (totalPrice * percent) / 100 > refundNow
}
