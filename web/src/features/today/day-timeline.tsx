import type { ReactNode } from 'react'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { rangeOf, type SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import { type Range, windowOf } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { type TodayHandlers, useTimelineRows } from './use-timeline-rows.ts'

type Props = TodayHandlers & {
  day: Range
  location: Location
  spaces: Space[]
  timesOfSpaces: SpaceTimes[]
  bookings: BookingListItem[]
  /** Renders the name of a space, as a link to its week. */
  renderSpace: (space: Space) => ReactNode
}

/** The day of these spaces for the front desk: the bookings, and the times that can be booked. */
export function DayTimeline({ day, spaces, renderSpace, ...rest }: Props) {
  const { t } = useTranslation('today')
  const timeline = useTimelineRows(rest)
  const rows = spaces.map((space) => ({ space, ...timeline.rowOf(space) }))
  const window = windowOf(
    day,
    rows.flatMap(({ spaceTimes, blocks }) => [...spaceTimes.open.map(rangeOf), ...blocks]),
    rest.location.timeZone,
  )
  return (
    <Timeline
      label={t('timeline')}
      now={timeline.now}
      scale={[window]}
      zone={rest.location.timeZone}
      rows={rows.map(({ space, spaceTimes, blocks }) => ({
        id: space.id,
        name: space.name,
        heading: renderSpace(space),
        steps: timeline.stepsOf(space),
        blocks: timeline.blocksOf(space, spaceTimes, blocks, window),
      }))}
      onChoose={(choice) => timeline.book(choice.rowId, choice)}
      onDrop={({ id }, to) => timeline.move(id, to.rowId, to)}
    />
  )
}
