import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { BookingConflict } from './booking-conflict.tsx'

const slot = { spaceId: 'room', startsAt: '2026-12-01T10:00:00.000Z', endsAt: '2026-12-01T14:00:00.000Z' }

it('Where an own booking takes a part of the requested time, the dialog says so, and offers the alternatives, too', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient()
  queries.setQueryData(['bookings', 'own at', slot], { items: [{ id: 'own' }] })
  const render = async (conflict: Parameters<typeof BookingConflict>[0]['conflict']) => {
    const notice = createElement(BookingConflict, {
      ...{ slot, conflict, zone: 'UTC', currency: 'RUB', onChoose: () => undefined },
      spaces: [{ id: 'hall', name: 'Hall' }] as never,
    })
    const router = createRouter({
      routeTree: createRootRoute({ component: () => notice }),
      history: createMemoryHistory(),
    })
    await router.load()
    const app = createElement(RouterProvider, { router: router as never })
    return renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, app))
  }
  const withAlternative = await render([{ ...slot, spaceId: 'hall', total: 60_000 }])
  expect(withAlternative).toContain('href="/bookings"')
  expect(withAlternative).toContain('Hall')
  expect(await render([])).not.toContain('conflict.none')
})
