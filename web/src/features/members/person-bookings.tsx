import type { UseQueryResult } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { BookingListItem, ListedLocation, Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge } from '../../shared/ui/card.tsx'
import { LinkButton } from '../../shared/ui/link-button.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { combineQueries, EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'

type Props = {
  id: string
  /** The query and not only its data: while the locations are loading, the zone of a booking is not known. */
  locations: UseQueryResult<ListedLocation[]>
  onOpen: (booking: BookingListItem, location: Location) => void
}

/** The past and future bookings of a person, by their starts, the latest first. */
export function PersonBookings({ id, locations, onOpen }: Props) {
  const { t } = useTranslation(['members', 'common'])
  const format = useFormat()
  const bookings = usePages({
    key: ['bookings', 'of', id],
    fetch: (pageQuery) => {
      const query = { userId: id, include: 'user,space', sort: '-startsAt' as const, limit: 10 }
      return unwrap(api.GET('/api/v1/bookings', { params: { query: { ...query, ...pageQuery } } }))
    },
  })
  const locationOf = ({ locationId }: BookingListItem) =>
    locations.data?.find((location) => location.id === locationId)
  const columns: Column<BookingListItem>[] = [
    {
      key: 'when',
      title: t('booking.when'),
      cell: (booking) => {
        const location = locationOf(booking)
        // The zone of a location that this user does not manage is not known.
        if (!location) return `${format.range(booking.startsAt, booking.endsAt, 'UTC')} (UTC)`
        return (
          <LinkButton onClick={() => onOpen(booking, location)}>
            {format.range(booking.startsAt, booking.endsAt, location.timeZone)}
          </LinkButton>
        )
      },
    },
    { key: 'space', title: t('booking.space'), cell: ({ space }) => space?.name },
    {
      key: 'status',
      title: t('booking.status'),
      cell: ({ status }) => (
        <Badge tone={status === 'pending' ? 'warn' : status === 'no_show' ? 'bad' : 'plain'}>
          {t(`common:status.${status}`)}
        </Badge>
      ),
    },
    {
      key: 'price',
      title: t('booking.price'),
      isFigure: true,
      cell: ({ totalPrice, currency }) => format.money(totalPrice, currency),
    },
  ]
  return (
    <div className="grid min-w-0 content-start gap-3">
      <h2 className="text-lg font-semibold">{t('bookings')}</h2>
      <Loaded query={combineQueries({ bookings, locations })}>
        {({ bookings: items }) =>
          items.length === 0 ? (
            <EmptyState title={t('noBookings')} />
          ) : (
            <>
              <Table caption={t('bookings')} columns={columns} rows={items} keyOf={(booking) => booking.id} />
              <LoadMore pages={bookings} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}
