import type { Booking, BookingStatus } from '../../shared/api/types.ts'
import { liveStatuses } from '../../shared/bookings/live-statuses.ts'

type Refundable = Pick<Booking, 'status' | 'refundNow' | 'totalPrice'>

/** The key of the text about the refund of a cancellation. Nothing has been paid yet for a booking that awaits its payment. Pure. */
export function cancellationTextKey({ status, refundNow, totalPrice }: Refundable) {
  if (status === 'awaiting_payment') return 'unpaid' as const
  if (refundNow === 0 && totalPrice === 0) return 'free' as const
  // A booking that a closure is about to cancel is refunded all that was paid. That is more than the price, where a move to a lower price
  // refunded only a part of the difference.
  if (refundNow >= totalPrice) return 'refundAll' as const
  return refundNow > 0 ? ('refundPart' as const) : ('refundNone' as const)
}

/** Whether the screen mentions a refund, which may be 0: not where nothing was paid, for a free or an unpaid booking. Pure. */
export const mentionsRefund = (booking: Refundable): boolean =>
  !['unpaid', 'free'].includes(cancellationTextKey(booking))

/** The key of the message after a cancellation. Pure. */
export function cancelledTextKey(
  { holdUntil, totalPrice }: Pick<Booking, 'holdUntil' | 'totalPrice'>,
  refund: number,
) {
  // `holdUntil` stays with a booking that was never paid for.
  if (holdUntil !== null) return 'doneUnpaid' as const
  return totalPrice === 0 && refund === 0 ? ('doneFree' as const) : ('done' as const)
}

/**
 * Whether a cancellation of the version that is shown would now refund another sum than the one that is shown. False for a new version: the
 * service refuses to cancel it (`If-Match`). Pure.
 */
export const hasRefundChanged = (
  shown: Pick<Booking, 'version' | 'refundNow'>,
  latest: Pick<Booking, 'version' | 'refundNow'>,
): boolean => latest.version === shown.version && latest.refundNow !== shown.refundNow

/** Whether the caller may cancel the booking. While a request is under way it may have been cancelled by that request, or by others. Pure. */
export const isCancellable = ({ actions }: Pick<Booking, 'actions'>): boolean => actions.includes('cancel')

/** The key of the text in place of the form, where the booking cannot be cancelled: it is too late for a live one, such as a running one. Pure. */
export const notCancellableTextKey = ({ status }: Pick<Booking, 'status'>) =>
  (liveStatuses as readonly BookingStatus[]).includes(status)
    ? ('tooLate' as const)
    : ('notPossible' as const)
