import { useQuery } from '@tanstack/react-query'
import { useLocations } from '../api/catalogue.ts'
import { api, unwrap } from '../api/client.ts'
import { fetchAllPages } from '../api/fetch-all-pages.ts'
import { useUser } from '../api/session.ts'
import type { BookingListItem, Location } from '../api/types.ts'
import { viewerZone } from '../format/zoned.ts'

/**
 * The location of one of the user's own bookings, and its zone. Members cannot read an inactive location: its zone is then that of the
 * charge for the booking in the wallet, and that of the viewer for a booking without a charge.
 */
export function useBookingLocation(booking: Pick<BookingListItem, 'id' | 'locationId'> | undefined): {
  location: Location | undefined
  zone: string
  /** Whether `zone` is the viewer's only because the zone of the booking is not known. */
  isZoneUnknown: boolean
} {
  const locations = useLocations()
  const location = locations.data?.find(({ id }) => id === booking?.locationId)
  const charges = useChargedBookings(booking !== undefined && locations.isSuccess && !location)
  const charged = charges.data?.find(({ bookingId }) => bookingId === booking?.id)
  const zone = location?.timeZone ?? charged?.booking?.timeZone
  return {
    location,
    zone: zone ?? viewerZone(),
    isZoneUnknown: !zone && !locations.isPending && !charges.isLoading,
  }
}

/** The charges of the user's wallet, with their bookings. */
function useChargedBookings(enabled: boolean) {
  const user = useUser()
  return useQuery({
    queryKey: ['wallet', 'charges', user?.id],
    queryFn: () =>
      fetchAllPages((pageQuery) => {
        const query = { kind: ['charge' as const], include: 'booking', ...pageQuery }
        return unwrap(api.GET('/api/v1/me/wallet/entries', { params: { query } }))
      }),
    enabled: enabled && user !== null,
    staleTime: 5 * 60_000,
  })
}
