import { Link, useParams } from '@tanstack/react-router'
import { BookingDetails } from '../../features/bookings/booking-details.tsx'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Page } from '../../shared/ui/page.tsx'

/** The page of a booking, which opens after booking and from the list. */
export function BookingPage() {
  const { t } = useTranslation(['bookings', 'common'])
  const { id } = useParams({ from: '/own/bookings/$id' })
  return (
    <Page title={t('page.title')}>
      <BookingDetails key={id} id={id} />
      <div className="flex flex-wrap gap-2">
        <Link to="/bookings" className={buttonClass({ look: 'secondary' })}>
          {t('page.all')}
        </Link>
        <Link to="/" className={buttonClass({ look: 'quiet' })}>
          {t('page.more')}
        </Link>
      </div>
    </Page>
  )
}
