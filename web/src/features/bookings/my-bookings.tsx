import { type ReactNode, useState } from 'react'
import { useLocations } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useUser } from '../../shared/api/session.ts'
import type { BookingListItem, BookingStatus } from '../../shared/api/types.ts'
import { liveStatuses } from '../../shared/bookings/live-statuses.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import type { OwnAction } from './booking-buttons.tsx'
import { BookingCard } from './booking-card.tsx'

export type Tab = 'upcoming' | 'past'

const endedStatuses: BookingStatus[] = ['completed', 'cancelled', 'rejected', 'expired', 'no_show']
const minuteMs = 60_000

/** A member who must check in is awaited for so long after the start: a shorter booking is live until then, although its end has passed. */
const awaitedMs = 15 * minuteMs

/** The filters of the list. Pure. */
export const filtersOf = (tab: Tab, now: string) =>
  tab === 'upcoming'
    ? {
        from: new Date(Date.parse(now) - awaitedMs).toISOString(),
        status: [...liveStatuses],
        sort: 'startsAt' as const,
      }
    : { status: endedStatuses, sort: '-startsAt' as const }

type Props = {
  tab: Tab
  empty: ReactNode
  /** Opens the dialog of an action. */
  onAction: (action: OwnAction, booking: BookingListItem) => void
  renderReview: (booking: BookingListItem, when: string) => ReactNode
}

/** The user's own bookings: the upcoming ones by their start, the others by their start from the latest one on. */
export function MyBookings({ tab, empty, onAction, renderReview }: Props) {
  const { t } = useTranslation('bookings')
  const user = useUser()
  // In whole minutes, so that the key of the query is the same when the page is opened again within the minute.
  const [now] = useState(() => new Date(Math.floor(Date.now() / minuteMs) * minuteMs).toISOString())
  const bookings = usePages({
    key: ['bookings', 'mine', tab, now],
    fetch: (pageQuery) => {
      const query = {
        ...pageQuery,
        ...filtersOf(tab, now),
        include: 'space',
        ...(user && { userId: user.id }),
      }
      return unwrap(api.GET('/api/v1/bookings', { params: { query } }))
    },
    // Changes by staff show without a reload.
    refetchInterval: minuteMs,
  })
  // Without the locations, the zones of the times are not known.
  const locations = useLocations()
  return (
    <Loaded query={combineQueries({ bookings, locations })}>
      {({ bookings: items }) =>
        items.length === 0 ? (
          empty
        ) : (
          <>
            <ul aria-label={t(`tab.${tab}`)} className="grid gap-3">
              {items.map((booking) => (
                <li key={booking.id}>
                  <BookingCard
                    booking={booking}
                    onAction={(action) => onAction(action, booking)}
                    renderReview={(when) => renderReview(booking, when)}
                  />
                </li>
              ))}
            </ul>
            <LoadMore pages={bookings} />
          </>
        )
      }
    </Loaded>
  )
}
