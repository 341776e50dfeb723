import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { BookingDetails } from '../../features/bookings/booking-details.tsx'
import { usePayForBooking } from '../../features/bookings/pay-for-booking.ts'
import { ReturnFromCheckout } from '../../features/bookings/return-from-checkout.tsx'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { type BookingDialogState, BookingDialogs } from './booking-dialogs.tsx'

/** The page of a booking, which opens after booking and from the list. */
export function BookingPage() {
  const { t } = useTranslation(['bookings', 'common'])
  const { id } = useParams({ from: '/signedIn/bookings/$id' })
  const { paid: isBackFromCheckout } = useSearch({ from: '/signedIn/bookings/$id' })
  const pay = usePayForBooking()
  const [open, setOpen] = useState<(BookingDialogState & { zone: string }) | null>(null)
  return (
    <Page title={t('page.title')}>
      {isBackFromCheckout && <ReturnFromCheckout key={id} id={id} pay={pay} />}
      <BookingDetails
        key={id}
        id={id}
        {...(!isBackFromCheckout && { pay })}
        onAction={(action, booking, zone) => setOpen({ action, booking, zone })}
      />
      <div className="flex flex-wrap gap-2">
        <Link to="/bookings" className={buttonClass({ look: 'secondary' })}>
          {t('page.all')}
        </Link>
        <Link to="/" className={buttonClass({ look: 'quiet' })}>
          {t('page.more')}
        </Link>
      </div>
      {open && <BookingDialogs {...open} onClose={() => setOpen(null)} />}
    </Page>
  )
}
