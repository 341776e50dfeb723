import type { OwnAction } from '../../features/bookings/booking-buttons.tsx'
import { CancelDialog } from '../../features/bookings/cancel-dialog.tsx'
import { LeaveDialog } from '../../features/bookings/leave-dialog.tsx'
import { MoveDialog } from '../../features/bookings/move-dialog.tsx'
import { ReviewDialog } from '../../features/reviews/review-dialog.tsx'
import type { BookingListItem } from '../../shared/api/types.ts'

export type BookingDialogState = { action: OwnAction | 'review'; booking: BookingListItem }

/** The dialog of an action on one of the user's own bookings. */
export function BookingDialogs({
  action,
  booking,
  zone,
  onClose,
}: BookingDialogState & { zone: string; onClose: () => void }) {
  if (action === 'cancel') return <CancelDialog {...{ booking, zone, onClose }} />
  if (action === 'leave') return <LeaveDialog {...{ booking, zone, onClose }} />
  if (action === 'move') return <MoveDialog {...{ booking, zone, onClose }} />
  if (action === 'review')
    return <ReviewDialog spaceId={booking.spaceId} name={booking.space?.name ?? ''} onClose={onClose} />
  return null
}
