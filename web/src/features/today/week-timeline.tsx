import type { ReactNode } from 'react'
import type { BookingListItem, Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { rangeOf, type SpaceDay } from '../../shared/timeline/day-blocks.ts'
import { dayRange, sameHours } from '../../shared/timeline/scale.ts'
import { Timeline } from '../../shared/timeline/timeline.tsx'
import { withTouchTargets } from './touch-targets.ts'
import { type DeskHandlers, useDeskRows } from './use-desk-rows.ts'

type Props = DeskHandlers & {
  dates: string[]
  location: Location
  days: SpaceDay[]
  bookings: BookingListItem[]
  /** The name of a day that leads to its schedule. */
  renderDay: (date: string) => ReactNode
}

/** The week of one space: its days below each other, on the same hours. */
export function SpaceWeek({ dates, space, renderDay, ...known }: Props & { space: Space }) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const desk = useDeskRows(known)
  const zone = known.location.timeZone
  const { spaceDay, blocks } = desk.dayRowOf(space)
  const scale = sameHours(dates, [...spaceDay.open.map(rangeOf), ...blocks], zone)
  return (
    <Timeline
      label={t('timelineOf', { name: space.name })}
      now={desk.now}
      scale={scale.slice(0, 1)}
      zone={zone}
      rows={dates.flatMap((date, index) => {
        const period = scale[index]
        if (!period) return []
        const midnight = dayRange(date, zone).start
        return {
          id: date,
          name: format.calendarDay(date),
          heading: renderDay(date),
          scale: [period],
          steps: desk.stepsOf(space, midnight),
          blocks: desk.blocksOf(space, spaceDay, blocks, period, midnight),
        }
      })}
      onChoose={(choice) => desk.book(space.id, choice)}
      onDrop={({ id }, to) => desk.move(id, space.id, to)}
    />
  )
}

type SpaceTypeProps = Props & {
  spaces: Space[]
  renderSpace: (space: Space) => ReactNode
  /** Shows the week of that space. */
  onSpace: (space: Space) => void
}

/** The week of several spaces: a line for each, the days beside each other without the nights. */
export function SpaceTypeWeek({ dates, spaces, renderDay, renderSpace, onSpace, ...known }: SpaceTypeProps) {
  const { t } = useTranslation('today')
  const desk = useDeskRows(known)
  const zone = known.location.timeZone
  const rows = spaces.map((space) => ({ space, ...desk.dayRowOf(space) }))
  const open = rows.flatMap(({ spaceDay, blocks }) => [...spaceDay.open.map(rangeOf), ...blocks])
  const scale = sameHours(dates, open, zone)
  const midnights = dates.map((date) => dayRange(date, zone).start)
  return (
    <Timeline
      label={t('timeline')}
      now={desk.now}
      scale={scale}
      headings={dates.map((date) => renderDay(date))}
      zone={zone}
      rows={rows.map(({ space, spaceDay, blocks }) => ({
        id: space.id,
        name: space.name,
        heading: renderSpace(space),
        steps: desk.stepsOf(space, midnights[0] ?? 0),
        blocks: scale.flatMap((period, index) =>
          withTouchTargets(desk.blocksOf(space, spaceDay, blocks, period, midnights[index] ?? 0), period, {
            group: (bookings) => ({
              label: t('bookingsOf', { count: bookings.length }),
              onOpen: () => onSpace(space),
            }),
          }),
        ),
      }))}
      onChoose={(choice) => desk.book(choice.rowId, choice)}
      onDrop={({ id }, to) => desk.move(id, to.rowId, to)}
    />
  )
}
