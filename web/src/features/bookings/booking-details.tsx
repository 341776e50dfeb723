import { useQuery } from '@tanstack/react-query'
import { CircleCheck, Clock, CreditCard } from 'lucide-react'
import { useLocations } from '../../shared/api/catalogue.ts'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'
import { useBookingLocation } from '../../shared/bookings/use-booking-location.ts'
import { wasNeverPaid } from '../../shared/bookings/was-never-paid.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { AccessNote } from './access-note.tsx'
import { BookingButtons, type OwnAction, RetryNotice } from './booking-buttons.tsx'
import { statusTones } from './booking-card.tsx'
import { bookingQuery } from './booking-query.ts'
import { CancellationRefunds } from './cancellation-refunds.tsx'
import { mentionsRefund } from './cancellation-text-key.ts'
import { CheckInRuleOfBooking } from './check-in-rule.tsx'
import { HoldCountdown } from './hold-countdown.tsx'
import { useOwnBookingActions } from './own-booking-actions.ts'
import type { Pay } from './return-from-checkout.tsx'
import { useBookingSpace } from './use-booking-space.ts'
import { Venue } from './venue.tsx'

/** Opens the dialog of an action. */
type OnAction = (action: OwnAction, booking: BookingListItem, zone: string) => void

/**
 * One of the user's own bookings: its time, its place, its price, and the refunds of a cancellation with their deadlines. With `pay` the user
 * can pay for a booking that awaits its payment.
 */
export function BookingDetails({ id, pay, onAction }: { id: string; pay?: Pay; onAction: OnAction }) {
  const booking = useQuery({
    ...bookingQuery(id),
    staleTime: 0,
    // The allowed actions change with the time.
    refetchInterval: 60_000,
  })
  const locations = useLocations()
  return (
    <Loaded query={combineQueries({ booking, locations })}>
      {(loaded) => <Details booking={loaded.booking} {...{ pay, onAction }} />}
    </Loaded>
  )
}

type DetailsProps = {
  booking: Booking
  pay: Pay | undefined
  onAction: OnAction
}

function Details({ booking, pay, onAction }: DetailsProps) {
  const { t } = useTranslation(['bookings', 'common'])
  const format = useFormat()
  const { checkIn, saveToCalendar } = useOwnBookingActions()
  const { status, startsAt, endsAt, title, quote, actions, refundNow, refunded, currency, cancelReason } =
    booking
  const space = useBookingSpace(booking)
  const { location, zone, isZoneUnknown } = useBookingLocation(booking)
  return (
    <>
      <Card className="grid gap-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
          {status === 'confirmed' && <CircleCheck aria-hidden className="text-brand" />}
          {status === 'pending' && <Clock aria-hidden className="text-warn" />}
          {format.range(startsAt, endsAt, zone)}
          <Badge tone={statusTones[status]}>{t(`common:status.${status}`)}</Badge>
        </p>
        {isZoneUnknown && <p className="text-sm text-soft">{t('common:zone.own')}</p>}
        <ZoneNotice zone={zone} at={Date.parse(startsAt)} />
        <p className="font-medium wrap-anywhere">{space?.name}</p>
        {location && <Venue location={location} />}
        {title && <p className="wrap-anywhere text-soft">{title}</p>}
        <CheckInRuleOfBooking {...{ booking, zone }} />
        {status === 'pending' && <p>{t('page.pending')}</p>}
        {cancelReason && <p className="wrap-anywhere">{t('page.reason', { reason: cancelReason })}</p>}
        <AccessNote note={booking.accessNote} />
        {pay && actions.includes('pay') && (
          <>
            {booking.holdUntil && <HoldCountdown until={booking.holdUntil} zone={zone} />}
            <Button
              className="justify-self-start"
              isBusy={pay.isRunning}
              onClick={() => pay.start(booking.id)}
            >
              <CreditCard aria-hidden />
              {t('action.pay')}
            </Button>
            <RetryNotice running={pay.isRunning ? pay : undefined} />
          </>
        )}
        <div className="flex flex-wrap gap-2 empty:hidden">
          <BookingButtons
            status={status}
            running={checkIn.isRunning ? { action: 'checkIn', retries: checkIn.retries } : undefined}
            actions={actions.filter((action) => action !== 'pay')}
            onAction={(action) => {
              const item = { ...booking, ...(space && { space }) }
              if (action === 'checkIn') checkIn.start(booking.id)
              else if (action === 'calendar') saveToCalendar(item, location)
              else onAction(action, item, zone)
            }}
          />
        </div>
      </Card>
      <Card className="grid gap-3">
        <QuoteLines quote={quote} zone={zone} />
        {wasNeverPaid(booking) && <p>{t('page.notPaid')}</p>}
        {refunded > 0 && <p>{t('page.refunded', { refunded: format.money(refunded, currency) })}</p>}
        {actions.includes('cancel') && (
          <>
            <CancellationRefunds {...{ booking, zone }} />
            {/* `CancellationRefunds` says so of a request. */}
            {status !== 'pending' && mentionsRefund(booking) && (
              <p className="text-sm text-soft">
                {t('page.refundNow', { refund: format.money(refundNow, currency) })}
              </p>
            )}
          </>
        )}
      </Card>
    </>
  )
}
