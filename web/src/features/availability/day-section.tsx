import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { fetchAllPages } from '../../shared/api/fetch-all-pages.ts'
import { useUser } from '../../shared/api/session.ts'
import type { BookingListItem, BookingStatus, Slot } from '../../shared/api/types.ts'
import { liveStatuses } from '../../shared/bookings/live-statuses.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Choice } from '../../shared/timeline/block.ts'
import {
  blocksOf,
  bookableRangeOf,
  rangeOf,
  type SpaceTimes,
  stepsOf,
} from '../../shared/timeline/day-blocks.ts'
import { fetchTimesOfSpaces } from '../../shared/timeline/fetch-times-of-spaces.ts'
import { dayRange, windowOf } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { useBlockLabels } from '../../shared/timeline/use-block-labels.ts'
import { combineQueries, EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import type { Criteria } from './criteria.ts'
import { matchesFilters, ownBlocks } from './day.ts'
import type { SearchScope } from './find.tsx'
import { Legend } from './legend.tsx'

export type DayActions = {
  onChoose: (slot: Slot) => void
  onPreview: (slot: Slot | null) => void
  onOpen: (booking: BookingListItem) => void
  onMove: (booking: BookingListItem, to: Slot) => void
}

// The queries are repeated, so that changes by other users, and by this user on another device, are shown.
const refetchInterval = 30_000

/** The times of all spaces on the requested day and on a day more on either side, and the user's own bookings of that day. */
function useDay({ location, requested }: SearchScope) {
  const user = useUser()
  const day = dayRange(requested.date, location.timeZone)
  const from = new Date(day.start).toISOString()
  const to = new Date(day.end).toISOString()
  const timesOfSpaces = useQuery({
    queryKey: ['day', location.id, from],
    queryFn: () => fetchTimesOfSpaces(location.id, { from, to }),
    refetchInterval,
  })
  const ownBookings = useQuery({
    queryKey: ['bookings', 'day', location.id, from, user?.id],
    queryFn: () =>
      fetchAllPages((pageQuery) => {
        const query = {
          from,
          to,
          status: [...liveStatuses],
          locationId: location.id,
          include: 'space',
          userId: user?.id ?? '',
          ...pageQuery,
        }
        return unwrap(api.GET('/api/v1/bookings', { params: { query } }))
      }),
    enabled: user !== null,
    refetchInterval,
  })
  return { day, timesOfSpaces, ownBookings: ownBookings.data ?? noBookings }
}

const noBookings: BookingListItem[] = []

type Props = { criteria: Criteria; scope: SearchScope; actions: DayActions }

export function DaySection({ criteria, scope, actions }: Props) {
  const { timesOfSpaces } = useDay(scope)
  // Without the spaces the day would be shown as a day on which no space matches the filters.
  const combined = combineQueries({ timesOfSpaces, spaces: useSpaces(scope.location.id) })
  return (
    <section aria-labelledby="day" className="grid gap-3">
      <DayHeading scope={scope} />
      <Loaded query={combined}>
        {(loaded) => <Day {...{ criteria, scope, actions }} timesOfSpaces={loaded.timesOfSpaces} />}
      </Loaded>
    </section>
  )
}

function DayHeading({ scope }: { scope: SearchScope }) {
  const { t } = useTranslation('find')
  const format = useFormat()
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <h2 id="day" className="text-lg font-semibold">
        {format.calendarDay(scope.requested.date)}
      </h2>
      <Legend />
      <p className="hidden w-full text-sm text-soft pointer-coarse:block">{t('timeline.tap')}</p>
      <p className="w-full text-sm text-soft pointer-coarse:hidden">{t('timeline.how')}</p>
    </div>
  )
}

function Day({ criteria, scope, actions, timesOfSpaces }: Props & { timesOfSpaces: SpaceTimes[] }) {
  const { t } = useTranslation(['find', 'common'])
  const { day, ownBookings } = useDay(scope)
  const tariffs = useTariffs(scope.location.id)
  const labels = useBlockLabels()
  // One value for all renders of a drag: the start of a free time that begins now, or after a lead time, depends on it.
  const now = useNow()
  const visibleSpaces = useMemo(
    () =>
      scope.spaces.flatMap((space) => {
        const spaceTimes = timesOfSpaces.find((each) => each.spaceId === space.id)
        return spaceTimes && matchesFilters(space, criteria) ? [{ space, spaceTimes }] : []
      }),
    [scope.spaces, timesOfSpaces, criteria],
  )
  // The schedule does not scroll by itself when the proposed time goes on with the clock.
  const { date, time } = criteria
  // biome-ignore lint/correctness/useExhaustiveDependencies: the requested time of the moment at which the user chooses
  const scrollToInstant = useMemo(() => Date.parse(scope.requested.startsAt), [scope.location.id, date, time])
  const zone = scope.location.timeZone
  const window = windowOf(
    day,
    visibleSpaces.flatMap(({ spaceTimes }) => spaceTimes.open.map(rangeOf)),
    zone,
  )
  if (visibleSpaces.length === 0) return <EmptyState title={t('timeline.none')} />
  const ownLabels = {
    mine: t('timeline.mine'),
    statusOf: (status: BookingStatus) => t(`common:status.${status}`),
  }
  const rows = visibleSpaces.map(({ space, spaceTimes }) => {
    const ownBookingsHere = ownBookings.filter((booking) => booking.spaceId === space.id)
    const detail = `${t(`common:spaceType.${space.type}`)}, ${t('capacity', { count: space.capacity })}`
    const tariff = tariffs.data?.find((each) => each.id === space.tariffId)
    const steps = stepsOf(tariff, zone)
    const bookings = ownBlocks(ownBookingsHere, now, ownLabels, actions.onOpen)
    const bookableRange = bookableRangeOf(tariff, now, zone)
    const blocks = blocksOf(spaceTimes, bookings, {
      ...{ window, now, labels, steps, bookableRange },
      isUnavailable: tariffs.isSuccess && !tariff,
    })
    return { id: space.id, name: space.name, detail, blocks, steps }
  })
  return (
    <Timeline
      label={t('timeline.label')}
      {...{ rows, now }}
      scale={[window]}
      zone={zone}
      clickMinutes={scope.requested.minutes}
      scrollToInstant={scrollToInstant}
      onChoose={(choice) => actions.onChoose(slotOf(choice))}
      onPreview={(choice) => actions.onPreview(choice && slotOf(choice))}
      onDrop={({ id }, to) => {
        const booking = ownBookings.find((each) => each.id === id)
        if (booking) actions.onMove(booking, slotOf(to))
      }}
    />
  )
}

const slotOf = ({ rowId, start, end }: Choice): Slot => ({
  spaceId: rowId,
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(end).toISOString(),
})
