import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf, type Page } from './page.ts'

type Pages<T> = {
  key: QueryKey
  /** Fetches the page after a cursor; the first page without a cursor. */
  fetch: (cursor: { cursor?: string }) => Promise<Page<T>>
  refetchInterval?: number
  enabled?: boolean
}

/** A list of the API, page after page: `data` holds all items fetched so far. */
export const usePages = <T>({ key, fetch, ...options }: Pages<T>) =>
  useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => itemsOf(pages),
    ...options,
  })
