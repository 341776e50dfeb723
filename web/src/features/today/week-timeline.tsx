import type { ReactNode } from 'react'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { rangeOf, type SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import { alignedDays } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { withTouchTargets } from './touch-targets.ts'
import { type TodayHandlers, useTimelineRows } from './use-timeline-rows.ts'

type Props = TodayHandlers & {
  dates: string[]
  location: Location
  timesOfSpaces: SpaceTimes[]
  bookings: BookingListItem[]
  /** Renders the name of a day, as a link to the schedule of that day. */
  renderDay: (date: string) => ReactNode
}

/** The week of one space: a row for each day, all with the same hours. */
export function SpaceWeek({ dates, space, renderDay, ...rest }: Props & { space: Space }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const timeline = useTimelineRows(rest)
  const zone = rest.location.timeZone
  const { spaceTimes, blocks } = timeline.rowOf(space)
  const scale = alignedDays(dates, [...spaceTimes.open.map(rangeOf), ...blocks], zone)
  return (
    <Timeline
      label={t('timelineOf', { name: space.name })}
      now={timeline.now}
      scale={scale.slice(0, 1)}
      zone={zone}
      rows={dates.flatMap((date, index) => {
        const period = scale[index]
        if (!period) return []
        return {
          id: date,
          name: format.calendarDay(date),
          heading: renderDay(date),
          scale: [period],
          steps: timeline.stepsOf(space),
          blocks: timeline.blocksOf(space, spaceTimes, blocks, period),
        }
      })}
      onChoose={(choice) => timeline.book(space.id, choice)}
      onDrop={({ id }, to) => timeline.move(id, space.id, to)}
    />
  )
}

type SpaceTypeProps = Props & {
  spaces: Space[]
  renderSpace: (space: Space) => ReactNode
  /** Shows the week of that space. */
  onSpace: (space: Space) => void
}

/** The week of several spaces: a row for each space, with the days side by side, without the nights. */
export function SpaceTypeWeek({ dates, spaces, renderDay, renderSpace, onSpace, ...rest }: SpaceTypeProps) {
  const { t } = useTranslation('today')
  const timeline = useTimelineRows(rest)
  const zone = rest.location.timeZone
  const rows = spaces.map((space) => ({ space, ...timeline.rowOf(space) }))
  const ranges = rows.flatMap(({ spaceTimes, blocks }) => [...spaceTimes.open.map(rangeOf), ...blocks])
  const scale = alignedDays(dates, ranges, zone)
  return (
    <Timeline
      label={t('timeline')}
      now={timeline.now}
      scale={scale}
      headings={dates.map((date) => renderDay(date))}
      zone={zone}
      rows={rows.map(({ space, spaceTimes, blocks }) => ({
        id: space.id,
        name: space.name,
        heading: renderSpace(space),
        steps: timeline.stepsOf(space),
        blocks: scale.flatMap((period) =>
          withTouchTargets(timeline.blocksOf(space, spaceTimes, blocks, period), period, {
            group: (bookings) => ({
              label: t('bookingsOf', { count: bookings.length }),
              onOpen: () => onSpace(space),
            }),
          }),
        ),
      }))}
      onChoose={(choice) => timeline.book(choice.rowId, choice)}
      onDrop={({ id }, to) => timeline.move(id, to.rowId, to)}
    />
  )
}
