import { Link } from '@tanstack/react-router'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { classes } from '../../shared/ui/classes.ts'
import { SelectField } from '../../shared/ui/field.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import { scheduledSpaces } from './booking-blocks.ts'
import { useWeekBookings, useWeekTimesOfSpaces } from './day-query.ts'
import { NoSpaces, SpaceLink, type ViewProps } from './day-view.tsx'
import { ScheduleBar, SpaceTypeSelect } from './schedule-bar.tsx'
import { choiceOf, dayOf, weekOf } from './schedule-search.ts'
import { SpaceTypeWeek, SpaceWeek } from './week-timeline.tsx'

/** The week of one space, day by day, or of all spaces of one type. */
export function WeekView({ location, allSpaces, today, search, onSearch, ...handlers }: ViewProps) {
  const { t } = useTranslation('today')
  const format = useFormat()
  const date = dayOf(search, today)
  const dates = weekOf(date)
  const { space } = choiceOf(search, allSpaces)
  const combined = combineQueries({
    timesOfSpaces: useWeekTimesOfSpaces(location, dates, space?.id),
    bookings: useWeekBookings(location, dates, space?.id),
  })
  const spaces = scheduledSpaces(allSpaces, combined.data?.bookings ?? [], space?.id)
  const { type: chosenType = spaces[0]?.type } = choiceOf(search, spaces)
  const spacesOfType = spaces.filter(({ type }) => type === chosenType)
  const renderDay = (day: string) => <DayLink date={day} isToday={day === today} />
  const range = format.calendarDays(dates[0] ?? date, dates.at(-1) ?? date)
  return (
    <>
      <ScheduleBar
        title={space ? t('weekTitleOf', { name: space.name, range }) : t('weekTitle', { range })}
        {...{ date, today }}
        stepDays={7}
        onDate={(day) => onSearch({ date: day })}
      >
        <SpaceTypeSelect
          {...{ spaces }}
          value={chosenType}
          onChange={(next) => onSearch({ kind: next, space: undefined })}
        />
        <SelectField
          name="space"
          label={t('space')}
          value={space?.id ?? ''}
          onChange={({ target }) => onSearch({ kind: chosenType, space: target.value || undefined })}
        >
          <option value="">{t('allOfKind', { count: spacesOfType.length })}</option>
          {spacesOfType.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </ScheduleBar>
      <Loaded query={combined}>
        {({ timesOfSpaces, bookings }) =>
          spaces.length === 0 ? (
            <NoSpaces />
          ) : space ? (
            <SpaceWeek {...{ dates, location, timesOfSpaces, bookings, space, renderDay }} {...handlers} />
          ) : (
            <SpaceTypeWeek
              {...{ dates, location, timesOfSpaces, bookings, renderDay }}
              spaces={spacesOfType}
              renderSpace={(each) => <SpaceLink space={each} />}
              onSpace={({ id, type }) => onSearch({ kind: type, space: id })}
              {...handlers}
            />
          )
        }
      </Loaded>
    </>
  )
}

/** The name of a day, as a link to the schedule of that day. */
function DayLink({ date, isToday }: { date: string; isToday: boolean }) {
  const format = useFormat()
  return (
    <Link
      to="/staff/today"
      search={(before) => ({ ...before, view: undefined, space: undefined, date })}
      resetScroll={false}
      {...(isToday && { 'aria-current': 'date' as const })}
      className={classes(
        'inline-flex min-h-6 items-center rounded underline-offset-4 hover:underline pointer-coarse:min-h-11',
        isToday && 'font-semibold text-brand-strong',
      )}
    >
      {format.calendarDay(date)}
    </Link>
  )
}
