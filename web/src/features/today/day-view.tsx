import { Link } from '@tanstack/react-router'
import type { Location, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { combineQueries, EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { scheduledSpaces } from './booking-blocks.ts'
import { dayWindow, useBookingsOfDays, useTimesOfSpaces } from './day-query.ts'
import { DayTimeline } from './day-timeline.tsx'
import { ScheduleBar, SpaceTypeSelect } from './schedule-bar.tsx'
import { choiceOf, dayOf, type ScheduleSearch } from './schedule-search.ts'
import type { TodayHandlers } from './use-timeline-rows.ts'

export type ViewProps = TodayHandlers & {
  location: Location
  /** Also those that are not open for booking. */
  allSpaces: Space[]
  today: string
  search: ScheduleSearch
  onSearch: (part: ScheduleSearch) => void
}

export function DayView({ location, allSpaces, today, search, onSearch, ...handlers }: ViewProps) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const date = dayOf(search, today)
  const combined = combineQueries({
    timesOfSpaces: useTimesOfSpaces(location, date),
    bookings: useBookingsOfDays(location, { first: date, last: date }),
  })
  const spaces = scheduledSpaces(allSpaces, combined.data?.bookings ?? [])
  const { type: chosenType } = choiceOf(search, spaces)
  const { from, to } = dayWindow(date, location.timeZone)
  return (
    <>
      <ScheduleBar
        title={t('dayTitle', { day: format.calendarDay(date) })}
        {...{ date, today }}
        stepDays={1}
        onDate={(day) => onSearch({ date: day })}
      >
        <SpaceTypeSelect
          {...{ spaces }}
          value={chosenType}
          allowAny
          onChange={(next) => onSearch({ kind: next })}
        />
      </ScheduleBar>
      <Loaded query={combined}>
        {({ timesOfSpaces, bookings }) =>
          spaces.length === 0 ? (
            <NoSpaces />
          ) : (
            <DayTimeline
              day={{ start: Date.parse(from), end: Date.parse(to) }}
              {...{ location, timesOfSpaces, bookings }}
              spaces={spaces.filter(({ type }) => !chosenType || type === chosenType)}
              renderSpace={(space) => <SpaceLink space={space} />}
              {...handlers}
            />
          )
        }
      </Loaded>
    </>
  )
}

/** Shown where no space is open for booking, and none has bookings. */
export function NoSpaces() {
  const { t } = useTranslation('today')
  return <EmptyState title={t('noSpaces')}>{t('noSpacesText')}</EmptyState>
}

/** The name of a space, as a link to its week. */
export const SpaceLink = ({ space: { id, name, type } }: { space: Space }) => (
  <Link
    to="/staff/today"
    search={(before) => ({ ...before, view: 'week', kind: type, space: id })}
    resetScroll={false}
    className="inline-flex min-h-6 items-center rounded underline-offset-4 hover:underline pointer-coarse:min-h-11"
  >
    {name}
  </Link>
)
