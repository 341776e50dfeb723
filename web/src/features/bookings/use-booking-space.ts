import { useQuery } from '@tanstack/react-query'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'

/**
 * The space of a booking. Members cannot read an inactive space, and the list of spaces has only active ones: its name is then that of the
 * list of bookings.
 */
export function useBookingSpace(
  booking: Pick<Booking, 'id' | 'locationId' | 'spaceId' | 'userId' | 'startsAt' | 'endsAt'>,
): BookingListItem['space'] {
  const { id, spaceId, userId, startsAt, endsAt } = booking
  const spaces = useSpaces(booking.locationId)
  const space = spaces.data?.find((each) => each.id === spaceId)
  const listed = useQuery({
    queryKey: ['bookings', 'space of', id, spaceId, startsAt, endsAt],
    queryFn: async () => {
      const query = { spaceId, userId, from: startsAt, to: endsAt, include: 'space', limit: 100 }
      const { items } = await unwrap(api.GET('/api/v1/bookings', { params: { query } }))
      return items.find((each) => each.id === id)?.space ?? null
    },
    enabled: spaces.isSuccess && !space,
  })
  return space ?? listed.data ?? undefined
}
