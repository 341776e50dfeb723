import { useTariffs } from '../../shared/api/catalogue.ts'
import { useHasDelayedAction } from '../../shared/api/delayed-actions.ts'
import type { BookingListItem, Location, Slot, Space } from '../../shared/api/types.ts'
import { useActionsOfListItem } from '../../shared/bookings/use-actions-of-list-item.ts'
import { groupBy } from '../../shared/group-by.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Block, Choice } from '../../shared/timeline/block.ts'
import { blocksOf, bookableRangeOf, type SpaceTimes, stepsOf } from '../../shared/timeline/day-blocks.ts'
import { type Range, runningStep } from '../../shared/timeline/scale.ts'
import { useBlockLabels } from '../../shared/timeline/use-block-labels.ts'
import { useNow } from '../../shared/ui/use-now.ts'
import { usePersonName } from '../../shared/ui/use-person-name.ts'
import { bookingBlocks, withRunningStep } from './booking-blocks.ts'
import { catalogueRefetch } from './day-query.ts'

export type TodayHandlers = {
  onOpen: (booking: BookingListItem) => void
  onBook: (spaceId: string, startsAt: number, minutes?: number) => void
  onMove: (booking: BookingListItem, target: Slot) => void
}

type TimelineRowsProps = {
  location: Location
  timesOfSpaces: SpaceTimes[]
  bookings: BookingListItem[]
} & TodayHandlers

const minuteMs = 60_000

/** Shared by the front desk's timelines of a day and of a week: the blocks of a space, and the handlers of a chosen time and of a drag. */
export function useTimelineRows({
  location,
  timesOfSpaces,
  bookings,
  onOpen,
  onBook,
  onMove,
}: TimelineRowsProps) {
  const { t } = useTranslation(['today', 'common'])
  const now = useNow()
  const nameOf = usePersonName()
  // The bookings have blocks of their own, so the rest of the taken time is their buffers.
  const labels = { ...useBlockLabels(), busy: t('buffer') }
  const tariffs = useTariffs(location.id, catalogueRefetch)
  const actionsOf = useActionsOfListItem()
  const hasDelayedAction = useHasDelayedAction()
  const bookingsBySpace = groupBy(bookings, ({ spaceId }) => spaceId)
  const blockContext = {
    now,
    labelOf: ({ user, status, title }: BookingListItem) =>
      [user && nameOf(user), t(`common:status.${status}`), title].filter(Boolean).join(', '),
    isMovable: (booking: BookingListItem) =>
      actionsOf(booking, now).includes('move') && !hasDelayedAction(booking.id),
    onOpen,
  }
  const tariffOf = ({ tariffId }: Space) => tariffs.data?.find(({ id }) => id === tariffId)
  return {
    now,
    rowOf: (space: Space) => ({
      spaceTimes: timesOfSpaces.find(({ spaceId }) => spaceId === space.id) ?? noTimes(space.id),
      blocks: bookingBlocks(bookingsBySpace.get(space.id) ?? [], blockContext),
    }),
    stepsOf: (space: Space) => stepsOf(tariffOf(space), location.timeZone),
    blocksOf: (space: Space, spaceTimes: SpaceTimes, blocks: Block[], period: Range): Block[] => {
      const steps = stepsOf(tariffOf(space), location.timeZone)
      return blocksOf(withRunningStep(spaceTimes, blocks, steps, now), blocks, {
        window: period,
        now,
        labels,
        steps,
        bookableRange: bookableRangeOf(tariffOf(space), now, location.timeZone),
        runningStart: runningStep(steps, now),
        isUnavailable: !(location.isActive && space.isActive) || (tariffs.isSuccess && !tariffOf(space)),
      })
    },
    book: (spaceId: string, { start, end }: Range) => onBook(spaceId, start, (end - start) / minuteMs),
    move: (bookingId: string, spaceId: string, to: Choice) => {
      const booking = bookings.find(({ id }) => id === bookingId)
      if (booking) onMove(booking, { spaceId, startsAt: iso(to.start), endsAt: iso(to.end) })
    },
  }
}

const noTimes = (spaceId: string): SpaceTimes => ({ spaceId, open: [], busy: [], free: [] })
const iso = (instant: number) => new Date(instant).toISOString()
