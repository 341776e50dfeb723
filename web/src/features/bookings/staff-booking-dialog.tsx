import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'
import { phoneText } from '../../shared/format/phone.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { isDeletedPerson, usePersonName } from '../../shared/ui/use-person-name.ts'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { bookingQuery } from './booking-query.ts'
import { useBookingSpace, withSpace } from './use-booking-space.ts'

type Props = {
  booking: BookingListItem
  zone: string
  /** The possible actions of staff. */
  renderActions: (booking: Booking & BookingListItem) => ReactNode
  onClose: () => void
}

/** A booking as the front desk sees it: its owner, its time, its price, and the possible actions. */
export function StaffBookingDialog({ booking, zone, renderActions, onClose }: Props) {
  const { t } = useTranslation(['staffBookings', 'common', 'payments'])
  const format = useFormat()
  const nameOf = usePersonName()
  const currentBooking = useQuery({
    ...bookingQuery(booking.id),
    // The allowed actions change with the time.
    refetchInterval: 60_000,
  })
  const latest = { ...booking, ...currentBooking.data }
  const space = useBookingSpace(latest, booking)
  const { status, title, startsAt, endsAt, refunded, currency, cancelReason, user, holdUntil } = latest
  return (
    <Dialog title={space?.name ?? ''} onClose={onClose}>
      <div className="grid gap-1">
        <p className="font-medium">{format.range(startsAt, endsAt, zone)}</p>
        <ZoneNotice zone={zone} at={Date.parse(startsAt)} />
        {user && isDeletedPerson(user) ? (
          <p>{nameOf(user)}</p>
        ) : (
          <p>
            <Link
              to="/staff/members/$id"
              params={{ id: booking.userId }}
              // On the page of this person the link leads to the page below the dialog.
              onClick={onClose}
              className="tap rounded font-medium text-brand-strong underline underline-offset-4"
            >
              {user && nameOf(user)}
            </Link>{' '}
            <span className="text-sm wrap-anywhere text-soft">
              {user?.email ?? (user?.phone && phoneText(user.phone))}
            </span>
          </p>
        )}
        {title && <p className="wrap-anywhere">{title}</p>}
        {cancelReason && <p className="text-sm wrap-anywhere text-soft">{cancelReason}</p>}
        <p className="mt-1">
          <Badge tone={status === 'pending' ? 'warn' : status === 'checked_in' ? 'accent' : 'plain'}>
            {t(`common:status.${status}`)}
          </Badge>
          {status === 'awaiting_payment' && holdUntil && (
            <span className="ml-2 text-sm text-soft">
              {t('payments:hold.until', { when: format.dateTime(holdUntil, zone) })}
            </span>
          )}
        </p>
      </div>
      <Loaded query={currentBooking} lines={1}>
        {({ quote }) => <QuoteLines quote={quote} zone={zone} />}
      </Loaded>
      {refunded > 0 && (
        <p className="text-sm text-soft">{t('refunded', { refunded: format.money(refunded, currency) })}</p>
      )}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {currentBooking.data && renderActions(withSpace({ ...booking, ...currentBooking.data }, space))}
      </div>
    </Dialog>
  )
}
