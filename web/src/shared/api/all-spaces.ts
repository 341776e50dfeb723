import { useQuery } from '@tanstack/react-query'
import type { Refetch } from './catalogue.ts'
import { api, unwrap } from './client.ts'
import { fetchAllPages } from './fetch-all-pages.ts'
import type { ListPage } from './page.ts'
import type { Location, Space } from './types.ts'

/** All items of a list, inactive ones included, by name. Only staff may read inactive items. */
export async function fetchActiveAndInactive<T extends { name: string }>(
  fetch: (query: { isActive: boolean; limit: number; cursor?: string }) => Promise<ListPage<T>>,
) {
  const lists = await Promise.all(
    [true, false].map((isActive) => fetchAllPages((pageQuery) => fetch({ ...pageQuery, isActive }))),
  )
  return lists.flat().sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
}

/** All spaces of a location, inactive ones included. */
export const useAllSpaces = ({ id }: Location, refetch: Refetch = {}) =>
  useQuery({
    queryKey: ['spaces', 'all', id],
    queryFn: () =>
      fetchActiveAndInactive<Space>((query) =>
        unwrap(api.GET('/api/v1/spaces', { params: { query: { ...query, locationId: id } } })),
      ),
    ...refetch,
  })
