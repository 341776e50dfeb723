import { BookForMemberDialog } from '../../features/bookings/book-for-member-dialog.tsx'
import { MoveDialog } from '../../features/bookings/move-dialog.tsx'
import { StaffBookingDialog } from '../../features/bookings/staff-booking-dialog.tsx'
import { StaffCancelDialog } from '../../features/bookings/staff-cancel-dialog.tsx'
import { StaffPayDialog } from '../../features/bookings/staff-pay-dialog.tsx'
import { BookingActions } from '../../features/today/booking-actions.tsx'
import { type ActionToConfirm, ConfirmAction } from '../../features/today/confirm-action.tsx'
import type { BookingListItem, Location, Slot } from '../../shared/api/types.ts'

export type StaffDialogState =
  | { dialog: 'booking' | 'cancel' | 'pay'; booking: BookingListItem }
  | { dialog: 'confirm'; booking: BookingListItem; action: ActionToConfirm }
  | { dialog: 'move'; booking: BookingListItem; target?: Slot }
  | { dialog: 'book'; spaceId: string; startsAt: number; minutes: number | undefined }

type Props = {
  open: StaffDialogState
  location: Location
  setOpen: (open: StaffDialogState) => void
  close: () => void
}

/** The dialog that staff opened: a booking, or an action on it. */
export function StaffDialogs({ open, location, setOpen, close }: Props) {
  const zone = location.timeZone
  if (open.dialog === 'book') return <BookForMemberDialog {...open} location={location} onClose={close} />
  const { booking } = open
  if (open.dialog === 'cancel') return <StaffCancelDialog {...{ booking, zone }} onClose={close} />
  if (open.dialog === 'pay') return <StaffPayDialog {...{ booking, location }} onClose={close} />
  if (open.dialog === 'confirm')
    return <ConfirmAction action={open.action} bookings={[booking]} onClose={close} />
  if (open.dialog === 'move')
    return <MoveDialog {...{ booking, zone }} {...(open.target && { target: open.target })} onClose={close} />
  return (
    <StaffBookingDialog
      {...{ booking, zone }}
      onClose={close}
      renderActions={(fresh) => (
        <BookingActions
          booking={fresh}
          onDone={close}
          onConfirm={(action) => setOpen({ dialog: 'confirm', booking: fresh, action })}
          onPay={() => setOpen({ dialog: 'pay', booking: fresh })}
          onMove={() => setOpen({ dialog: 'move', booking: fresh })}
          onCancel={() => setOpen({ dialog: 'cancel', booking: fresh })}
        />
      )}
    />
  )
}
