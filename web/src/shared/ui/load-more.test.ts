import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, onTestFinished, vi } from 'vitest'
import { wasRefetched } from '../api/pages.ts'
import { fetchMore, LoadMore } from './load-more.tsx'

/** A list of two pages on the screen; the item of its first page is the current value of `firstPage`. */
async function showList() {
  const server = { firstPage: 'before' }
  const queries = new QueryClient()
  const queryKey = ['bookings'] as const
  const list = new InfiniteQueryObserver(queries, {
    queryKey,
    queryFn: async ({ pageParam }) => {
      const items = pageParam === 0 ? server.firstPage : 'second'
      await new Promise((done) => setTimeout(done, 5))
      return items
    },
    initialPageParam: 0,
    getNextPageParam: (_, pages) => (pages.length < 2 ? pages.length : null),
  })
  onTestFinished(list.subscribe(() => undefined))
  const pages = () => list.getCurrentResult().data?.pages
  await vi.waitFor(() => expect(pages()).toEqual(['before']))
  const { fetchNextPage } = list.getCurrentResult()
  return {
    server,
    queries,
    pages,
    list: { fetchNextPage, wasRefetched: () => wasRefetched(queries, queryKey) },
  }
}

it('The next page of a list does not cancel a refetch after a change: the pages on the screen get the new state', async () => {
  const { server, queries, pages, list } = await showList()
  server.firstPage = 'after'
  void queries.invalidateQueries()
  await fetchMore(list)
  expect(pages()).toEqual(['after', 'second'])
})

it('The next page is loaded also where the list is refetched after a change while the page is being fetched', async () => {
  const { server, queries, pages, list } = await showList()
  const more = fetchMore(list)
  server.firstPage = 'after'
  void queries.invalidateQueries()
  await more
  expect(pages()).toEqual(['after', 'second'])
})

it('Where the next page cannot be loaded, a message says so beside the button', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  const pages = {
    hasNextPage: true,
    wasRefetched: () => false,
    isFetchingNextPage: false,
    error: new Error('The service failed'),
    fetchNextPage: async () => undefined,
  }
  const render = (isFetchNextPageError: boolean) =>
    renderToStaticMarkup(createElement(LoadMore, { pages: { ...pages, isFetchNextPageError } }))
  expect(render(true)).toMatch(/role="alert".*<button/)
  expect(render(false)).not.toContain('role="alert"')
})
