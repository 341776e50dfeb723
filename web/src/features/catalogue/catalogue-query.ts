import { useQuery } from '@tanstack/react-query'
import { fetchActiveAndInactive } from '../../shared/api/all-spaces.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { fetchAllPages } from '../../shared/api/fetch-all-pages.ts'
import type { Location, ResponseBody } from '../../shared/api/types.ts'

export type Tariff = ResponseBody<'getTariff'>
export type Closure = ResponseBody<'listClosures'>['items'][number]
export type Hours = ResponseBody<'getOpeningHours'>
export type OpeningInterval = Hours['weekly'][number]

/** The tariffs of the location and the shared ones of its currency, active and inactive. */
export const useAllTariffs = ({ id, currency }: Location) =>
  useQuery({
    queryKey: ['tariffs', 'all'],
    queryFn: () =>
      fetchActiveAndInactive<Tariff>((query) => unwrap(api.GET('/api/v1/tariffs', { params: { query } }))),
    // Not in `queryFn`: the data would stay that of the currency from before a change of the location.
    select: (all) =>
      all.filter(
        (tariff) => tariff.locationId === id || (tariff.locationId === null && tariff.currency === currency),
      ),
  })

/** The closures that are not over. */
export const useClosures = ({ id }: Location) =>
  useQuery({
    queryKey: ['closures', id],
    queryFn: async () => {
      const from = new Date().toISOString()
      const closures = await fetchAllPages((pageQuery) => {
        const params = { path: { id }, query: { ...pageQuery, from } }
        return unwrap(api.GET('/api/v1/locations/{id}/closures', { params }))
      })
      return closures.sort((a, b) => a.from.localeCompare(b.from))
    },
  })
