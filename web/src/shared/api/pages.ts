import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'

type Page<T> = { items: T[]; nextCursor: string | null }

type Pages<T> = {
  key: QueryKey
  /** The page behind a cursor; the first one without. */
  fetch: (cursor: { cursor?: string }) => Promise<Page<T>>
  refetchInterval?: number
  enabled?: boolean
}

/** A list of the API, page behind page: `data` holds all that were fetched so far. */
export const usePages = <T>({ key, fetch, ...options }: Pages<T>) =>
  useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    ...options,
  })
