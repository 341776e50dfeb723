import { api, unwrap } from '../api/client.ts'
import { fetchAllPages } from '../api/fetch-all-pages.ts'
import type { BookingListItem } from '../api/types.ts'

type Filter = {
  locationId: string
  spaceId?: string
  from?: string
  to?: string
  status?: BookingListItem['status'][]
}

/** All bookings of a location that pass the filter, with their owners and spaces, by start. */
export const fetchAllBookings = (filter: Filter): Promise<BookingListItem[]> =>
  fetchAllPages((pageQuery) => {
    const query = { ...filter, include: 'user,space', sort: 'startsAt' as const, ...pageQuery }
    return unwrap(api.GET('/api/v1/bookings', { params: { query } }))
  })
