import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { AccountMenu } from './account-menu.tsx'

async function linksAt(address: string, basepath = '/'): Promise<string[]> {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const router = createRouter({
    routeTree: createRootRoute({ component: AccountMenu, notFoundComponent: AccountMenu }),
    basepath,
    history: createMemoryHistory({ initialEntries: [address] }),
  })
  await router.load()
  const app = createElement(RouterProvider, { router: router as never })
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, app))
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
}

it.each([
  ['/', ''],
  ['/?people=6&time=10%3A00', `?next=${encodeURIComponent('/?people=6&time=10%3A00')}`],
  ['/sign-in?next=%2Fwallet', '?next=%2Fwallet'],
])(
  'From %s a visitor comes back to the search, or to the page that needs a sign-in',
  async (address, search) => {
    expect(await linksAt(address)).toEqual([`/sign-up${search}`, `/sign-in${search}`])
  },
)

it('The address to come back to has no base path', async () => {
  const [, signIn] = await linksAt('/co/working/?people=6', '/co/working')
  expect(signIn).toBe(`/co/working/sign-in?next=${encodeURIComponent('/?people=6')}`)
})
