import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { OwnAction } from '../../features/bookings/booking-buttons.tsx'
import { MyBookings, type Tab } from '../../features/bookings/my-bookings.tsx'
import { useOwnBookingActions } from '../../features/bookings/own-booking-actions.ts'
import { usePayForBooking } from '../../features/bookings/pay-for-booking.ts'
import { ReviewButton } from '../../features/reviews/review-button.tsx'
import { useLocations } from '../../shared/api/catalogue.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useBookingLocation } from '../../shared/bookings/use-booking-location.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { type BookingDialogState, BookingDialogs } from './booking-dialogs.tsx'

export function BookingsPage() {
  const { t } = useTranslation('bookings')
  const { tab = 'upcoming' } = useSearch({ from: '/signedIn/bookings' })
  const navigate = useNavigate({ from: '/bookings' })
  const [open, setOpen] = useState<BookingDialogState | null>(null)
  const locations = useLocations()
  const { zone } = useBookingLocation(open?.booking)
  const ownActions = useOwnBookingActions()
  const pay = usePayForBooking()
  const [started, setStarted] = useState<{ id: string; action: 'pay' | 'checkIn' } | null>(null)
  const actions = { pay, checkIn: ownActions.checkIn }
  const startedAction = started && actions[started.action]
  const running =
    started && startedAction?.isRunning ? { ...started, retries: startedAction.retries } : undefined
  const perform = (action: OwnAction, booking: BookingListItem) => {
    const location = locations.data?.find((each) => each.id === booking.locationId)
    if (action === 'checkIn' || action === 'pay') {
      setStarted({ id: booking.id, action })
      actions[action].start(booking.id)
    } else if (action === 'calendar') ownActions.saveToCalendar(booking, location)
    else setOpen({ action, booking })
  }
  const panelOf = (tab: Tab) => () => (
    <MyBookings
      key={tab}
      tab={tab}
      running={running}
      onAction={perform}
      renderReview={(booking, when) => (
        <ReviewButton
          locationId={booking.locationId}
          spaceId={booking.spaceId}
          name={booking.space?.name ?? ''}
          when={when}
          onOpen={() => setOpen({ action: 'review', booking })}
        />
      )}
      empty={
        <EmptyState title={t(`empty.${tab}`)}>
          <Link to="/" className={buttonClass()}>
            {t('empty.find')}
          </Link>
        </EmptyState>
      }
    />
  )
  return (
    <Page title={t('title')}>
      <Tabs
        label={t('title')}
        value={tab}
        labelOf={(value) => t(`tab.${value}`)}
        panels={{ upcoming: panelOf('upcoming'), past: panelOf('past') }}
        onChange={(value) => void navigate({ search: { tab: value }, resetScroll: false })}
      />
      {open && <BookingDialogs {...open} zone={zone} onClose={() => setOpen(null)} />}
    </Page>
  )
}
