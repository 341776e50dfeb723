import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Location, ResponseBody, Space } from '../../shared/api/types.ts'

export type Tariff = ResponseBody<'getTariff'>
export type Closure = ResponseBody<'listClosures'>['items'][number]
export type Hours = ResponseBody<'getOpeningHours'>
export type Opening = Hours['weekly'][number]

const limit = 1_000

async function fetchActiveAndInactive<T extends { name: string }>(
  fetch: (isActive: boolean) => Promise<{ items: T[] }>,
) {
  const [active, inactive] = await Promise.all([fetch(true), fetch(false)])
  return [...active.items, ...inactive.items].sort((a, b) =>
    a.name.localeCompare(b.name, undefined, { numeric: true }),
  )
}

/** Active and inactive ones. */
export const useAllSpaces = ({ id }: Location) =>
  useQuery({
    queryKey: ['spaces', 'all', id],
    queryFn: () =>
      fetchActiveAndInactive<Space>((isActive) =>
        unwrap(api.GET('/api/v1/spaces', { params: { query: { locationId: id, isActive, limit } } })),
      ),
  })

/** The tariffs of the location and the shared ones, active and inactive. */
export const useAllTariffs = ({ id, currency }: Location) =>
  useQuery({
    queryKey: ['tariffs', 'all', id],
    queryFn: async () => {
      const all = await fetchActiveAndInactive<Tariff>((isActive) =>
        unwrap(api.GET('/api/v1/tariffs', { params: { query: { isActive, limit } } })),
      )
      return all.filter(
        (tariff) => tariff.locationId === id || (tariff.locationId === null && tariff.currency === currency),
      )
    },
  })

/** The closures that are not over. */
export const useClosures = ({ id }: Location) =>
  useQuery({
    queryKey: ['closures', id],
    queryFn: async () => {
      const query = { from: new Date().toISOString(), limit }
      const call = { params: { path: { id }, query } }
      const { items } = await unwrap(api.GET('/api/v1/locations/{id}/closures', call))
      return items.sort((a, b) => a.from.localeCompare(b.from))
    },
  })
