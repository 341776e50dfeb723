import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '../../shared/api/client.ts'
import type { Answer, Location } from '../../shared/api/types.ts'
import { parseMoney } from '../../shared/format/money.ts'
import type { Asked, Criteria } from './criteria.ts'

export type Offer = Answer<'listAvailability'>['items'][number]

/** What is free then and passes the filters, cheapest first. */
export function useOffers(criteria: Criteria, asked: Asked | null, location: Location | undefined) {
  const query = asked &&
    location && {
      from: asked.startsAt,
      to: asked.endsAt,
      locationId: location.id,
      limit: 1_000,
      ...(criteria.kind && { type: [criteria.kind] }),
      ...(criteria.people && { minCapacity: criteria.people }),
      ...(criteria.amenities?.length && { amenities: criteria.amenities }),
    }
  const most = criteria.maxPrice && location ? parseMoney(criteria.maxPrice, location.currency) : null
  return useQuery({
    queryKey: ['offers', query],
    queryFn: async (): Promise<Offer[]> => {
      if (!query) return []
      const { items } = await ask(api.GET('/api/v1/availability', { params: { query } }))
      return items.sort((a, b) => a.quote.total - b.quote.total || a.space.name.localeCompare(b.space.name))
    },
    select: (items) => (most === null ? items : items.filter((offer) => offer.quote.total <= most)),
    enabled: !!query,
    placeholderData: keepPreviousData,
    // What is free changes by others' hands.
    refetchInterval: 30_000,
  })
}
