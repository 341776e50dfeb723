import type { ReactNode } from 'react'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { rangeOf, type SpaceDay } from '../../shared/timeline/day-blocks.ts'
import { type Range, windowOf } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { type DeskHandlers, useDeskRows } from './use-desk-rows.ts'

type Props = DeskHandlers & {
  day: Range
  location: Location
  spaces: Space[]
  days: SpaceDay[]
  bookings: BookingListItem[]
  /** The name of a space that leads to its week. */
  renderSpace: (space: Space) => ReactNode
}

/** A day of every space for the front desk: the bookings, and the times that can be booked. */
export function DayTimeline({ day, spaces, renderSpace, ...known }: Props) {
  const { t } = useTranslation('today')
  const desk = useDeskRows(known)
  const rows = spaces.map((space) => ({ space, ...desk.dayRowOf(space) }))
  const window = windowOf(
    day,
    rows.flatMap(({ spaceDay, blocks }) => [...spaceDay.open.map(rangeOf), ...blocks]),
  )
  return (
    <Timeline
      label={t('timeline')}
      now={desk.now}
      scale={[window]}
      zone={known.location.timeZone}
      rows={rows.map(({ space, spaceDay, blocks }) => ({
        id: space.id,
        name: space.name,
        heading: renderSpace(space),
        steps: desk.stepsOf(space, day.start),
        blocks: desk.blocksOf(space, spaceDay, blocks, window, day.start),
      }))}
      onChoose={(choice) => desk.book(choice.rowId, choice)}
      onDrop={({ id }, to) => desk.move(id, to.rowId, to)}
    />
  )
}
