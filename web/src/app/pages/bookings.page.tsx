import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingAct } from '../../features/bookings/booking-card.tsx'
import { useSteps } from '../../features/bookings/booking-steps.ts'
import { CancelDialog } from '../../features/bookings/cancel-dialog.tsx'
import { MoveDialog } from '../../features/bookings/move-dialog.tsx'
import { MyBookings, type Shelf } from '../../features/bookings/my-bookings.tsx'
import { ReviewAct } from '../../features/reviews/review-act.tsx'
import { ReviewDialog } from '../../features/reviews/review-dialog.tsx'
import { useLocations } from '../../shared/api/catalogue.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'

type Open = { act: BookingAct | 'review'; booking: BookingListItem }

export function BookingsPage() {
  const { t } = useTranslation('bookings')
  const { shelf = 'upcoming' } = useSearch({ from: '/own/bookings' })
  const navigate = useNavigate({ from: '/bookings' })
  const [open, setOpen] = useState<Open | null>(null)
  const locations = useLocations()
  const steps = useSteps()
  const act = (what: BookingAct, booking: BookingListItem) => {
    const location = locations.data?.find((each) => each.id === booking.locationId)
    if (what === 'checkIn' || what === 'leave') steps.take(what, booking)
    else if (what === 'calendar') steps.keep(booking, location)
    else setOpen({ act: what, booking })
  }
  const tabs: { value: Shelf; label: string }[] = [
    { value: 'upcoming', label: t('shelf.upcoming') },
    { value: 'past', label: t('shelf.past') },
  ]
  return (
    <Page title={t('title')}>
      <Tabs
        label={t('title')}
        value={shelf}
        tabs={tabs}
        onChange={(value) => void navigate({ search: { shelf: value }, replace: true })}
      >
        <MyBookings
          key={shelf}
          shelf={shelf}
          onAct={act}
          renderReview={(booking, when) => (
            <ReviewAct
              spaceId={booking.spaceId}
              name={booking.space?.name ?? ''}
              when={when}
              onOpen={() => setOpen({ act: 'review', booking })}
            />
          )}
          empty={
            <EmptyState title={t(`empty.${shelf}`)}>
              <Link to="/" className={buttonClass()}>
                {t('empty.find')}
              </Link>
            </EmptyState>
          }
        />
      </Tabs>
      {open && <Dialogs {...open} zone={zoneOf(open.booking)} onClose={() => setOpen(null)} />}
    </Page>
  )

  function zoneOf({ locationId }: BookingListItem): string {
    return locations.data?.find((each) => each.id === locationId)?.timeZone ?? 'UTC'
  }
}

function Dialogs({ act, booking, zone, onClose }: Open & { zone: string; onClose: () => void }) {
  if (act === 'cancel') return <CancelDialog {...{ booking, zone, onClose }} />
  if (act === 'move') return <MoveDialog {...{ booking, zone, onClose }} />
  if (act === 'review')
    return <ReviewDialog spaceId={booking.spaceId} name={booking.space?.name ?? ''} onClose={onClose} />
  return null
}
