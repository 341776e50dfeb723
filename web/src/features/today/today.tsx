import type { Location } from '../../shared/api/types.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { classes } from '../../shared/ui/classes.ts'
import { Loaded } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { currentDays, useBookingsOfDays } from './day-query.ts'
import { FreeNow } from './free-now.tsx'
import { FrontDeskListsView } from './front-desk-lists-view.tsx'
import { useLastData } from './last-data.ts'
import { Schedule } from './schedule.tsx'
import type { ScheduleSearch } from './schedule-search.ts'
import type { TodayHandlers } from './use-timeline-rows.ts'

type Props = TodayHandlers & {
  location: Location
  search: ScheduleSearch
  onSearch: (part: ScheduleSearch) => void
}

/** The schedule and the lists of the front desk, which are beside a day, and below a week. */
export function Today({ location, search, onSearch, ...handlers }: Props) {
  const today = wallClock(useNow(), location.timeZone).date
  const isWeek = search.view === 'week'
  return (
    <>
      <ZoneNotice zone={location.timeZone} />
      <div
        className={classes(
          'grid grid-cols-1 items-start gap-6',
          !isWeek && 'xl:grid-cols-[minmax(0,1fr)_20rem]',
        )}
      >
        <Schedule {...{ location, today, search, onSearch }} {...handlers} />
        <FrontDesk location={location} {...handlers} />
      </div>
    </>
  )
}

function FrontDesk({ location, onOpen, onBook }: TodayHandlers & { location: Location }) {
  const days = currentDays(useNow(), location.timeZone)
  const bookings = useLastData(useBookingsOfDays(location, days), location.id)
  return (
    <div className="@container grid min-w-0 gap-4">
      <Loaded query={bookings} lines={2}>
        {(items) => <FrontDeskListsView {...{ location, onOpen }} bookings={items} />}
      </Loaded>
      <FreeNow {...{ location, onBook }} />
    </div>
  )
}
