import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { EntryDialog } from './entry-dialog.tsx'

// Its store has no state for a rendering without a browser.
vi.mock('../../shared/api/money-action.ts', () => ({
  useMoneyAction: () => ({ start: () => undefined, isRunning: false, error: null, unsettled: null }),
}))

async function renderWith(queries: QueryClient) {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
  const dialog = createElement(EntryDialog, {
    person: { id: 'anna', firstName: 'Anna', lastName: 'Orlova', balances: [] } as never,
    kind: 'top_up',
    locations: [],
    onClose: () => undefined,
  })
  const router = createRouter({
    routeTree: createRootRoute({ component: () => dialog }),
    history: createMemoryHistory(),
  })
  await router.load()
  const app = createElement(RouterProvider, { router: router as never })
  return () => renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, app))
}

it('An entry has no fields until its currency is known: an amount that is typed would be taken in a wrong currency', async () => {
  const queries = new QueryClient()
  const render = await renderWith(queries)
  queries.setQueryData(['locations', 'managed', undefined], [])
  expect(render()).not.toContain('<input')
  queries.setQueryData(['settings'], { currency: 'EUR', payments: null })
  expect(render()).toContain('>EUR<')
})
