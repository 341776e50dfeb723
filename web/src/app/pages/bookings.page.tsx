import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { MyBookings, type Tab } from '../../features/bookings/my-bookings.tsx'
import { ReviewButton } from '../../features/reviews/review-button.tsx'
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
  const { zone } = useBookingLocation(open?.booking)
  const panelOf = (tab: Tab) => () => (
    <MyBookings
      key={tab}
      tab={tab}
      onAction={(action, booking) => setOpen({ action, booking })}
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
