import { useTariffs } from '../../shared/api/catalogue.ts'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useListedActions } from '../../shared/bookings/use-listed-actions.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Choice } from '../../shared/timeline/block.ts'
import { blocksOf, boundsOf, rangeOf, type SpaceDay, stepsOf } from '../../shared/timeline/day-blocks.ts'
import { type Range, runningStep, windowOf } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { useDayWords } from '../../shared/timeline/use-day-words.ts'
import { useNow } from '../../shared/ui/use-now.ts'
import { deskBlocks, withRunningStep } from './desk-blocks.ts'

export type Slot = { spaceId: string; startsAt: string; endsAt: string }

type Props = {
  day: Range
  location: Location
  spaces: Space[]
  days: SpaceDay[]
  bookings: BookingListItem[]
  onOpen: (booking: BookingListItem) => void
  onBook: (spaceId: string, startsAt: number, minutes?: number) => void
  onMove: (booking: BookingListItem, target: Slot) => void
}

const minuteMs = 60_000

/** A day of every space for the front desk: the bookings, and the times that can be booked. */
export function DayTimeline({ day, location, spaces, days, bookings, onOpen, onBook, onMove }: Props) {
  const { t } = useTranslation(['today', 'common'])
  const now = useNow()
  const words = { ...useDayWords(), busy: t('buffer') }
  const tariffs = useTariffs(location.id)
  const actionsOf = useListedActions()
  const blocksBySpace = Map.groupBy(bookings, ({ spaceId }) => spaceId)
  const given = {
    now,
    labelOf: ({ user, status, title }: BookingListItem) =>
      [`${user?.firstName ?? ''} ${user?.lastName ?? ''}`, t(`common:status.${status}`), title]
        .filter(Boolean)
        .join(', '),
    isMovable: (booking: BookingListItem) => actionsOf(booking, now).includes('move'),
    onOpen,
  }
  const known = spaces.map((space) => {
    const its = days.find(({ spaceId }) => spaceId === space.id) ?? none(space.id)
    return { space, its, blocks: deskBlocks(blocksBySpace.get(space.id) ?? [], given) }
  })
  const window = windowOf(
    day,
    known.flatMap(({ its, blocks }) => [...its.open.map(rangeOf), ...blocks]),
  )
  const rows = known.map(({ space, its, blocks }) => {
    const tariff = tariffs.data?.find(({ id }) => id === space.tariffId)
    const steps = stepsOf(tariff, day.start)
    const bounds = boundsOf(tariff, now, location.timeZone)
    // Staff need no lead time, so the running step can be booked, too.
    const first = bounds.start === now ? runningStep(steps, now) : bounds.start
    return {
      id: space.id,
      name: space.name,
      steps,
      blocks: blocksOf(withRunningStep(its, blocks, steps, now), blocks, {
        ...{ window, now, words, steps },
        bounds: { ...bounds, start: first },
      }),
    }
  })
  return (
    <Timeline
      label={t('timeline')}
      {...{ rows, window, now }}
      zone={location.timeZone}
      onChoose={({ rowId, start, end }) => onBook(rowId, start, (end - start) / minuteMs)}
      onDrop={({ id }, to) => {
        const booking = bookings.find((each) => each.id === id)
        if (booking) onMove(booking, slotOf(to))
      }}
    />
  )
}

const none = (spaceId: string): SpaceDay => ({ spaceId, open: [], busy: [], free: [] })

const slotOf = ({ rowId, start, end }: Choice): Slot => ({
  spaceId: rowId,
  startsAt: new Date(start).toISOString(),
  endsAt: new Date(end).toISOString(),
})
