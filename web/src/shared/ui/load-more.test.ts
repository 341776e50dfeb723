import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { fetchMore, LoadMore } from './load-more.tsx'

it('The next page of a list does not cancel a refetch after a change: the pages on the screen get the new state', async () => {
  let firstPage = 'before'
  const queries = new QueryClient()
  const list = new InfiniteQueryObserver(queries, {
    queryKey: ['bookings'],
    queryFn: async ({ pageParam }) => {
      const items = pageParam === 0 ? firstPage : 'second'
      await new Promise((done) => setTimeout(done, 5))
      return items
    },
    initialPageParam: 0,
    getNextPageParam: (_, pages) => (pages.length < 2 ? pages.length : null),
  })
  const stop = list.subscribe(() => undefined)
  await vi.waitFor(() => expect(list.getCurrentResult().data?.pages).toEqual(['before']))
  firstPage = 'after'
  void queries.invalidateQueries()
  await fetchMore(list.getCurrentResult())
  expect(list.getCurrentResult().data?.pages).toEqual(['after', 'second'])
  stop()
})

it('Where the next page cannot be loaded, a message says so beside the button', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  const pages = {
    hasNextPage: true,
    isFetching: false,
    isFetchingNextPage: false,
    error: new Error('The service failed'),
    fetchNextPage: async () => undefined,
  }
  const render = (isFetchNextPageError: boolean) =>
    renderToStaticMarkup(createElement(LoadMore, { pages: { ...pages, isFetchNextPageError } }))
  expect(render(true)).toMatch(/role="alert".*<button/)
  expect(render(false)).not.toContain('role="alert"')
})
