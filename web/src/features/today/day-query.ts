import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { BookingListItem, Location } from '../../shared/api/types.ts'
import { addDays, instantOf } from '../../shared/format/zoned.ts'

// The queries are repeated, so that changes by other users show.
const refetchInterval = 15_000
const pageSize = 1_000

/** A local day of a location, in real time. */
export function dayWindow(date: string, zone: string): { from: string; to: string } {
  const midnight = (day: string) => new Date(instantOf({ date: day, time: '00:00' }, zone)).toISOString()
  return { from: midnight(date), to: midnight(addDays(date, 1)) }
}

async function fetchBookings(query: {
  locationId: string
  from?: string
  to?: string
  status?: BookingListItem['status'][]
}): Promise<BookingListItem[]> {
  const items: BookingListItem[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = { ...query, include: 'user,space', sort: 'startsAt' as const, limit: pageSize }
    const answer = await unwrap(
      api.GET('/api/v1/bookings', { params: { query: { ...page, ...(cursor && { cursor }) } } }),
    )
    items.push(...answer.items)
    cursor = answer.nextCursor
  }
  return items
}

export const useDayBookings = ({ id, timeZone }: Location, date: string) =>
  useQuery({
    queryKey: ['bookings', 'day', id, date],
    queryFn: () => fetchBookings({ locationId: id, ...dayWindow(date, timeZone) }),
    refetchInterval,
  })

/** The bookings that wait for approval, on any day. */
export const usePending = ({ id }: Location) =>
  useQuery({
    queryKey: ['bookings', 'pending', id],
    queryFn: () => fetchBookings({ locationId: id, status: ['pending'] }),
    refetchInterval,
  })

/** When each space is open and free. */
export const useDayOfSpaces = ({ id, timeZone }: Location, date: string) =>
  useQuery({
    queryKey: ['day', 'location', id, date],
    queryFn: async () => {
      const query = { ...dayWindow(date, timeZone), limit: pageSize }
      return (
        await unwrap(api.GET('/api/v1/locations/{id}/availability', { params: { path: { id }, query } }))
      ).items
    },
    refetchInterval,
  })
