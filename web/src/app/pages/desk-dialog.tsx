import { BookForMemberDialog } from '../../features/bookings/book-for-member-dialog.tsx'
import { MoveDialog } from '../../features/bookings/move-dialog.tsx'
import { StaffBookingDialog } from '../../features/bookings/staff-booking-dialog.tsx'
import { StaffCancelDialog } from '../../features/bookings/staff-cancel-dialog.tsx'
import { BookingActions } from '../../features/today/booking-actions.tsx'
import { ConfirmAction, type ConfirmedAction } from '../../features/today/confirm-action.tsx'
import type { BookingListItem, Location, Slot } from '../../shared/api/types.ts'

export type Open =
  | { what: 'booking' | 'cancel'; booking: BookingListItem }
  | { what: 'confirm'; booking: BookingListItem; action: ConfirmedAction }
  | { what: 'move'; booking: BookingListItem; target?: Slot }
  | { what: 'book'; spaceId: string; startsAt: number; minutes: number | undefined }

type Props = { open: Open; location: Location; setOpen: (open: Open) => void; close: () => void }

/** The dialog that staff opened: a booking, or an action on it. */
export function DeskDialog({ open, location, setOpen, close }: Props) {
  const zone = location.timeZone
  if (open.what === 'book') return <BookForMemberDialog {...open} location={location} onClose={close} />
  const { booking } = open
  if (open.what === 'cancel') return <StaffCancelDialog {...{ booking, zone }} onClose={close} />
  if (open.what === 'confirm')
    return <ConfirmAction action={open.action} bookings={[booking]} onClose={close} />
  if (open.what === 'move')
    return <MoveDialog {...{ booking, zone }} {...(open.target && { target: open.target })} onClose={close} />
  return (
    <StaffBookingDialog
      {...{ booking, zone }}
      onClose={close}
      renderActions={(fresh) => (
        <BookingActions
          booking={fresh}
          onDone={close}
          onConfirm={(action) => setOpen({ what: 'confirm', booking: { ...booking, ...fresh }, action })}
          onMove={() => setOpen({ what: 'move', booking })}
          onCancel={() => setOpen({ what: 'cancel', booking })}
        />
      )}
    />
  )
}
