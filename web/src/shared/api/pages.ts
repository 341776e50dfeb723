import { type QueryClient, type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { itemsOf, type ListPage } from './page.ts'

type Pages<T> = {
  key: QueryKey
  /** Fetches the page after a cursor; the first page without a cursor. */
  fetch: (cursor: { cursor?: string }) => Promise<ListPage<T>>
  refetchInterval?: number
  enabled?: boolean
}

/** A list of the API, page after page: `data` holds all items fetched so far. */
export function usePages<T>({ key, fetch, ...options }: Pages<T>) {
  const queries = useQueryClient()
  const pages = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => itemsOf(pages),
    ...options,
  })
  return { ...pages, wasRefetched: () => wasRefetched(queries, key) }
}

/** Whether the last request of a list on the screen was a refetch, and not that of its next page. */
export const wasRefetched = (queries: QueryClient, queryKey: QueryKey): boolean => {
  const list = queries.getQueryCache().find({ queryKey, type: 'active' })
  return list !== undefined && list.state.fetchMeta?.fetchMore === undefined
}
