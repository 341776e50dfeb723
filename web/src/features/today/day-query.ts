import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Location } from '../../shared/api/types.ts'
import { fetchAllBookings } from '../../shared/bookings/fetch-all-bookings.ts'
import { addDays, instantOf, wallClock } from '../../shared/format/zoned.ts'
import type { SpaceTimes } from '../../shared/timeline/day-blocks.ts'
import {
  fetchTimesOfSpaces,
  loadedRange,
  type Period,
  withDayAround,
} from '../../shared/timeline/fetch-times-of-spaces.ts'
import { soonMs } from './front-desk-lists.ts'

// The queries are repeated, so that changes by other users are shown. In milliseconds.
const refetchInterval = 15_000
const weekRefetchInterval = 30_000
/** The spaces and tariffs change seldom, but a space that another user adds must appear on a screen that stays open. */
export const catalogueRefetch = { refetchInterval: 60_000 }

/** From one local midnight of a location to the next, as instants. */
export function dayWindow(date: string, zone: string): Period {
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

/** When each space is open and free on this day, and on a day more on either side. */
export const useTimesOfSpaces = ({ id, timeZone }: Location, date: string) =>
  useQuery({
    queryKey: ['day', 'location', id, date],
    queryFn: () => fetchTimesOfSpaces(id, dayWindow(date, timeZone)),
    refetchInterval,
  })

/** From the beginning of the first of these days to the end of the last. */
const weekWindow = (dates: readonly string[], zone: string): Period => ({
  from: dayWindow(dates[0] ?? '', zone).from,
  to: dayWindow(dates.at(-1) ?? '', zone).to,
})

/** The bookings of a week, of one space or of all. */
export const useWeekBookings = ({ id, timeZone }: Location, dates: string[], spaceId: string | undefined) =>
  useQuery({
    queryKey: ['bookings', 'week', id, dates[0], spaceId],
    queryFn: () =>
      fetchAllBookings({ locationId: id, ...weekWindow(dates, timeZone), ...(spaceId && { spaceId }) }),
    refetchInterval: weekRefetchInterval,
  })

/** When each space, or one of them, is open and free in a week, and on a day more on either side. */
export const useWeekTimesOfSpaces = (
  { id, timeZone }: Location,
  dates: string[],
  spaceId: string | undefined,
) =>
  useQuery({
    queryKey: ['day', 'week', id, dates[0], spaceId],
    queryFn: async (): Promise<SpaceTimes[]> => {
      const week = weekWindow(dates, timeZone)
      if (!spaceId) return fetchTimesOfSpaces(id, week)
      const params = { path: { id: spaceId }, query: withDayAround(week) }
      const times = await unwrap(api.GET('/api/v1/spaces/{id}/availability', { params }))
      return [{ spaceId, loaded: loadedRange(week), ...times }]
    },
    refetchInterval: weekRefetchInterval,
  })
