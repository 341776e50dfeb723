import { subtract, type TimeRange, toMs } from '../../shared/time-range.ts'
import { localDays, wallClock } from '../../shared/zone.ts'
import { openTimes, type Schedule } from '../schedule/schedule.hours.ts'
import type { ReportLocation, SpaceRow, ZoneScope } from './report.view.ts'

/**
 * The times at which each of the spaces could be used: the opening hours less the closures. The opening hours are the present ones,
 * because there is no history of them. The times begin with the local day on which the space was created, or on which its first
 * booking starts, if that day is earlier. They end with the local day on which the space was deleted. For a space or a location that is inactive
 * now, they end with the local day of its last change, because nothing records when it became inactive. Spaces that are open at equal
 * times share one array. Pure.
 */
export function openTimesOf(
  { timeZone, during }: ZoneScope,
  location: ReportLocation,
  spaces: SpaceRow[],
  scheduleOf: (spaceId: string | null) => Schedule,
): Map<string, TimeRange[]> {
  const locationSchedule = scheduleOf(null)
  const locationOpen = openTimes(locationSchedule, during)
  // Many spaces were made on the same day: the open times are computed once for all spaces with the same closed times.
  const openByClosedTimes = new Map<string, TimeRange[]>([['[]', locationOpen]])
  return new Map(
    spaces.map((space) => {
      const { closures } = scheduleOf(space.id)
      // The closures of a space include those of its location: an equal number means that the space has none of its own.
      const additionalClosures = closures.length === locationSchedule.closures.length ? [] : closures
      const closedTimes = [...additionalClosures, ...timesWithoutSpace(timeZone, during, location, space)]
      const key = JSON.stringify(closedTimes)
      const open = openByClosedTimes.get(key) ?? subtract(locationOpen, closedTimes)
      openByClosedTimes.set(key, open)
      return [space.id, open]
    }),
  )
}

/** The parts of `during` before the first and after the last day of the space, as `openTimesOf` defines them. */
function timesWithoutSpace(
  timeZone: string,
  during: TimeRange,
  location: ReportLocation,
  space: SpaceRow,
): TimeRange[] {
  const dayOf = (instant: string) => {
    const { date } = wallClock(timeZone, toMs(instant))
    return localDays(timeZone, date, date)
  }
  const { createdAt, firstBookingAt } = space
  const first = firstBookingAt !== null && firstBookingAt < createdAt ? firstBookingAt : createdAt
  const ends = [
    space.deletedAt,
    space.isActive ? null : space.updatedAt,
    location.isActive ? null : location.updatedAt,
  ].filter((end) => end !== null)
  return [
    { start: during.start, end: dayOf(first).start },
    ...ends.map((end) => ({ start: dayOf(end).end, end: during.end })),
  ].filter(({ start, end }) => start < end)
}
