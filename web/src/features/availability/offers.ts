import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { dropPlaceholderOnError } from '../../shared/api/drop-placeholder-on-error.ts'
import { fetchAllPages } from '../../shared/api/fetch-all-pages.ts'
import { keepDataWithin } from '../../shared/api/previous-data.ts'
import type { Location, ResponseBody } from '../../shared/api/types.ts'
import { type Criteria, maxPriceOf, peopleOf, type SearchTime } from './criteria.ts'

type Availability = ResponseBody<'listAvailability'>
export type Offer = Availability['items'][number]

/**
 * `cheapest` is the lowest price where each free space costs more than the maximum price, or where no space is free and each booking that
 * is possible later costs more; otherwise null.
 */
export type Offers = Pick<Availability, 'items' | 'reasons' | 'nextOpening' | 'nextFree'> & {
  cheapest: number | null
}

/** The offers, and the bookings that are possible later, that cost `maxPrice` at most; null means any price. Pure. */
export function withinPrice(found: Omit<Offers, 'cheapest'>, maxPrice: number | null): Offers {
  if (maxPrice === null) return { ...found, cheapest: null }
  const items = found.items.filter((offer) => offer.quote.total <= maxPrice)
  const nextFree = found.nextFree.filter(({ total }) => total <= maxPrice)
  const later = nextFree.length === 0 ? found.nextFree.map(({ total }) => total) : []
  const prices = found.items.length > 0 ? found.items.map(({ quote }) => quote.total) : later
  const cheapest = items.length === 0 && prices.length > 0 ? Math.min(...prices) : null
  return { ...found, items, nextFree, cheapest }
}

/** The spaces that are free at the requested time and pass the filters, cheapest first; where there is none, the reasons. */
export function useOffers(criteria: Criteria, requested: SearchTime | null, location: Location | undefined) {
  const people = peopleOf(criteria)
  const query = requested &&
    location && {
      from: requested.startsAt,
      to: requested.endsAt,
      locationId: location.id,
      ...(criteria.kind && { type: [criteria.kind] }),
      ...(people && { minCapacity: people }),
      ...(criteria.amenities?.length && { amenities: criteria.amenities }),
    }
  const maxPrice = maxPriceOf(criteria, location?.currency)
  const offers = useQuery({
    queryKey: ['offers', location?.id, query],
    queryFn: async (): Promise<Omit<Offers, 'cheapest'>> => {
      if (!query) return { items: [], reasons: [], nextOpening: null, nextFree: [] }
      const pages: Availability[] = []
      const items = await fetchAllPages(async (pageQuery) => {
        const params = { query: { ...query, ...pageQuery } }
        const response = await unwrap(api.GET('/api/v1/availability', { params }))
        pages.push(response)
        return response
      })
      const { reasons, nextOpening, nextFree } = pages[0] as Availability
      items.sort((a, b) => a.quote.total - b.quote.total || a.space.name.localeCompare(b.space.name))
      return { items, reasons, nextOpening, nextFree }
    },
    select: (found): Offers => withinPrice(found, maxPrice),
    enabled: !!query,
    // The offers of another location cannot be booked here.
    placeholderData: keepDataWithin('offers', location?.id),
    // Bookings of other users change the free spaces.
    refetchInterval: 30_000,
  })
  return dropPlaceholderOnError(offers)
}
