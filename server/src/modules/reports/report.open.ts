import { subtract, type TimeRange, toMs } from '../../shared/time-range.ts'
import { localDays, wallClock } from '../../shared/zone.ts'
import { openTimes, type Schedule } from '../schedule/schedule.hours.ts'
import type { ReportLocation, SpaceRow, ZoneLocations } from './report.view.ts'

/**
 * The times at which each of the spaces could be used: opening hours (the present ones, because there is no history of them) less
 * closures, in whole local days from the day on which the space was created, or first booked, to the day on which it was deleted,
 * or, where it or its location is inactive now, to the day of the last change of that one (nothing records when it became inactive).
 * Spaces that are open at equal times share one array. Pure.
 */
export function openTimesOf(
  { timeZone, during }: ZoneLocations,
  location: ReportLocation,
  spaces: SpaceRow[],
  scheduleOf: (spaceId: string | null) => Schedule,
): Map<string, TimeRange[]> {
  const general = scheduleOf(null)
  const shared = openTimes(general, during)
  // Most spaces were made on one of a few days: their open times are computed once for each of these days.
  const openByHoles = new Map<string, TimeRange[]>([['[]', shared]])
  return new Map(
    spaces.map((space) => {
      const { closures } = scheduleOf(space.id)
      const own = closures.length === general.closures.length ? [] : closures
      const absent = absences(timeZone, during, location, space)
      const holes = [...own, ...absent]
      const key = JSON.stringify(holes)
      const open = openByHoles.get(key) ?? subtract(shared, holes)
      openByHoles.set(key, open)
      return [space.id, open]
    }),
  )
}

/** The parts of `during` before the space was made and after it was deleted or became inactive. */
function absences(
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
