import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BookingListItem, BookingStatus } from '../../shared/api/types.ts'
import { useActionsOfListItem } from '../../shared/bookings/use-actions-of-list-item.ts'
import { useBookingLocation } from '../../shared/bookings/use-booking-location.ts'
import { wasNeverPaid } from '../../shared/bookings/was-never-paid.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { minutesAheadOfViewer } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { AccessDetails } from './access-note.tsx'
import { BookingButtons, type OwnAction } from './booking-buttons.tsx'
import { CheckInRuleOfBooking } from './check-in-rule.tsx'
import { HoldCountdown } from './hold-countdown.tsx'
import { useOwnBookingActions } from './own-booking-actions.ts'
import { usePayForBooking } from './pay-for-booking.ts'
import { PriceDetails } from './price-details.tsx'

export const statusTones = {
  awaiting_payment: 'warn',
  pending: 'warn',
  confirmed: 'brand',
  checked_in: 'accent',
  completed: 'plain',
  cancelled: 'plain',
  rejected: 'bad',
  expired: 'bad',
  no_show: 'bad',
} as const satisfies Record<BookingStatus, string>

type Props = {
  booking: BookingListItem
  /** Opens the dialog of an action. */
  onAction: (action: OwnAction) => void
  /** Renders the review of a completed booking, or the button to write one. */
  renderReview: (when: string) => ReactNode
}

export function BookingCard({ booking, onAction, renderReview }: Props) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const { space, status, startsAt, endsAt, title, totalPrice, currency, refunded } = booking
  const { location, zone, isZoneUnknown } = useBookingLocation(booking)
  const actions = useActionsOfListItem()(booking, useNow())
  // Each booking has its own, so that the actions of two bookings can run, and be seen to run, at once.
  const pay = usePayForBooking()
  const { checkIn, saveToCalendar } = useOwnBookingActions()
  const running = pay.isRunning
    ? { action: 'pay' as const, retries: pay.retries }
    : checkIn.isRunning
      ? { action: 'checkIn' as const, retries: checkIn.retries }
      : undefined
  const perform = (action: OwnAction) => {
    if (action === 'pay') pay.start(booking.id)
    else if (action === 'checkIn') checkIn.start(booking.id)
    else if (action === 'calendar') saveToCalendar(booking, location)
    else onAction(action)
  }
  const name = space?.name ?? ''
  const when = format.range(startsAt, endsAt, zone)
  return (
    <Card aria-label={`${name}, ${when}`} className="grid gap-x-6 gap-y-3 lg:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <p className="text-lg font-semibold">
          <Link
            to="/bookings/$id"
            params={{ id: booking.id }}
            className="inline-flex items-center rounded wrap-anywhere underline-offset-4 hover:underline pointer-coarse:min-h-11"
          >
            {when}
          </Link>
        </p>
        <p className="wrap-anywhere">
          {name}
          {location && <span className="text-soft"> · {location.name}</span>}
        </p>
        {booking.cancelReason && (
          <p className="text-sm wrap-anywhere">{t('page.reason', { reason: booking.cancelReason })}</p>
        )}
        {status === 'awaiting_payment' && booking.holdUntil && (
          <HoldCountdown until={booking.holdUntil} zone={zone} />
        )}
        <CheckInRuleOfBooking {...{ booking, zone }} />
        {title && <p className="text-sm wrap-anywhere text-soft">{title}</p>}
        {isZoneUnknown && <p className="text-sm text-soft">{t('common:zone.own')}</p>}
        {minutesAheadOfViewer(zone, Date.parse(startsAt)) !== 0 && (
          <p className="text-sm text-soft">{format.zone(zone, startsAt)}</p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 self-start lg:justify-end">
        <Badge tone={statusTones[status]}>{t(`common:status.${status}`)}</Badge>
        <span className="text-lg font-semibold whitespace-nowrap">{format.money(totalPrice, currency)}</span>
        {wasNeverPaid(booking) && <span className="text-sm text-soft">{t('notPaid')}</span>}
        {refunded > 0 && (
          <span className="text-sm text-soft">
            {t('refunded', { amount: format.money(refunded, currency) })}
          </span>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2 lg:col-start-2 lg:justify-end">
        <BookingButtons {...{ status, actions, running }} onAction={perform} of={{ name, when }} />
        {status === 'completed' && renderReview(when)}
      </div>
      <div className="grid gap-1 lg:col-start-1 lg:row-start-2 lg:self-end">
        {(status === 'confirmed' || status === 'checked_in') && <AccessDetails id={booking.id} />}
        <PriceDetails {...{ booking, zone }} />
      </div>
    </Card>
  )
}
