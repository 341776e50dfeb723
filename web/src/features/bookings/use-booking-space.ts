import { useQuery } from '@tanstack/react-query'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Booking, BookingListItem } from '../../shared/api/types.ts'

/** The booking with this space in place of the space from a list, which may have been read before the booking was moved. Pure. */
export function withSpace<B extends Pick<BookingListItem, 'space'>>(
  booking: B,
  space: BookingListItem['space'],
): B {
  const { space: _, ...others } = booking
  return { ...others, ...(space && { space }) } as B
}

/** The space that a list gives for a booking; undefined where the booking has been moved to another space since. Pure. */
export const listedSpace = (
  { spaceId }: Pick<Booking, 'spaceId'>,
  listed: Pick<BookingListItem, 'spaceId' | 'space'> | undefined,
): BookingListItem['space'] => (listed?.spaceId === spaceId ? listed.space : undefined)

/**
 * The space of a booking. The list of spaces has only active spaces, and members cannot read an inactive one; an inactive space is therefore
 * taken from a list of bookings. `listed` is the booking as a list returned it, perhaps before the booking was moved to another space.
 */
export function useBookingSpace(
  booking: Pick<Booking, 'id' | 'locationId' | 'spaceId' | 'userId' | 'startsAt' | 'endsAt'>,
  listed?: Pick<BookingListItem, 'spaceId' | 'space'>,
): BookingListItem['space'] {
  const { id, spaceId, userId, startsAt, endsAt } = booking
  const spaces = useSpaces(booking.locationId)
  const space = spaces.data?.find((each) => each.id === spaceId)
  const spaceOfList = listedSpace(booking, listed)
  const fetched = useQuery({
    queryKey: ['bookings', 'space of', id, spaceId, startsAt, endsAt],
    queryFn: async () => {
      const query = { spaceId, userId, from: startsAt, to: endsAt, include: 'space', limit: 100 }
      const { items } = await unwrap(api.GET('/api/v1/bookings', { params: { query } }))
      return items.find((each) => each.id === id)?.space ?? null
    },
    enabled: spaces.isSuccess && !space && !spaceOfList,
  })
  return space ?? spaceOfList ?? fetched.data ?? undefined
}
