import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Location } from '../../shared/api/types.ts'
import { fetchAllBookings } from '../../shared/bookings/fetch-all-bookings.ts'
import { addDays, instantOf, wallClock } from '../../shared/format/zoned.ts'
import type { SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import { fetchTimesOfSpaces } from '../../shared/timeline/fetch-times-of-spaces.ts'
import { soonMs } from './front-desk-lists.ts'

// The queries are repeated, so that changes by other users are shown. In milliseconds.
const refetchInterval = 15_000
const weekRefetchInterval = 30_000
/** The spaces and tariffs change seldom, but a space that another user adds must appear on a screen that stays open. */
export const catalogueRefetch = { refetchInterval: 60_000 }

/** From one local midnight of a location to the next, as instants. */
export function dayWindow(date: string, zone: string): { from: string; to: string } {
  const midnight = (day: string) => new Date(instantOf({ date: day, time: '00:00' }, zone)).toISOString()
  return { from: midnight(date), to: midnight(addDays(date, 1)) }
}

/** Local days of a location, from the first to the last. */
export type Days = { first: string; last: string }

/** The days of the lists of the front desk: today, and in its last hours tomorrow, too, because members come and stay after midnight. */
export const currentDays = (now: number, zone: string): Days => ({
  first: wallClock(now, zone).date,
  last: wallClock(now + soonMs, zone).date,
})

const windowOfDays = ({ first, last }: Days, zone: string) => ({
  from: dayWindow(first, zone).from,
  to: dayWindow(last, zone).to,
})

export const useBookingsOfDays = ({ id, timeZone }: Location, days: Days) =>
  useQuery({
    queryKey: ['bookings', 'day', id, days],
    queryFn: () => fetchAllBookings({ locationId: id, ...windowOfDays(days, timeZone) }),
    refetchInterval,
  })

/** The bookings that wait for approval, on any day. */
export const usePendingBookings = ({ id }: Location) =>
  useQuery({
    queryKey: ['bookings', 'pending', id],
    queryFn: () => fetchAllBookings({ locationId: id, status: ['pending'] }),
    refetchInterval,
  })

/** When each space is open and free. */
export const useTimesOfSpaces = ({ id, timeZone }: Location, days: Days) =>
  useQuery({
    queryKey: ['day', 'location', id, days],
    queryFn: () => fetchTimesOfSpaces(id, windowOfDays(days, timeZone)),
    refetchInterval,
  })

const dayMs = 86_400_000

type Week = { from: string; to: string }

/** From the beginning of the first of these days to the end of the last. */
export const weekWindow = (dates: readonly string[], zone: string): Week => ({
  from: dayWindow(dates[0] ?? '', zone).from,
  to: dayWindow(dates.at(-1) ?? '', zone).to,
})

/**
 * The requests for the times of all spaces in a week: the service accepts 7 × 24 hours at most for a whole location (62 days for one
 * space), and the week in which the clock is set back is an hour longer. Pure.
 */
export function partsOf({ from, to }: Week): Week[] {
  const latest = new Date(Date.parse(from) + 7 * dayMs).toISOString()
  return to > latest
    ? [
        { from, to: latest },
        { from: latest, to },
      ]
    : [{ from, to }]
}

/** The bookings of a week, of one space or of all. */
export const useWeekBookings = ({ id, timeZone }: Location, dates: string[], spaceId: string | undefined) =>
  useQuery({
    queryKey: ['bookings', 'week', id, dates[0], spaceId],
    queryFn: () =>
      fetchAllBookings({ locationId: id, ...weekWindow(dates, timeZone), ...(spaceId && { spaceId }) }),
    refetchInterval: weekRefetchInterval,
  })

/** When each space, or one of them, is open and free in a week. */
export const useWeekTimesOfSpaces = (
  { id, timeZone }: Location,
  dates: string[],
  spaceId: string | undefined,
) =>
  useQuery({
    queryKey: ['day', 'week', id, dates[0], spaceId],
    queryFn: async (): Promise<SpaceTimes[]> => {
      const week = weekWindow(dates, timeZone)
      if (spaceId) {
        const params = { path: { id: spaceId }, query: week }
        return [{ spaceId, ...(await unwrap(api.GET('/api/v1/spaces/{id}/availability', { params }))) }]
      }
      const parts = await Promise.all(partsOf(week).map((part) => fetchTimesOfSpaces(id, part)))
      return joinBySpace(parts.flat())
    },
    refetchInterval: weekRefetchInterval,
  })

/** Joins the times of the parts, one item for each space. */
const joinBySpace = (items: SpaceTimes[]): SpaceTimes[] =>
  [...Map.groupBy(items, ({ spaceId }) => spaceId)].map(([spaceId, parts]) => ({
    spaceId,
    open: parts.flatMap(({ open }) => open),
    busy: parts.flatMap(({ busy }) => busy),
    free: parts.flatMap(({ free }) => free),
  }))
