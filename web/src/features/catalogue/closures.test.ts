import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { Closures } from './closures.tsx'

it('Where the spaces of a location cannot be loaded, an error is shown, and not closures without a name', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const client = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  const times = { from: '2026-12-01T09:00:00.000Z', to: '2026-12-02T09:00:00.000Z' }
  client.setQueryData(['closures', 'loft'], [{ id: 'repair', ...times, spaceId: 'room', reason: 'Repair' }])
  const location = { id: 'loft', timeZone: 'UTC' } as never
  const render = () =>
    renderToStaticMarkup(
      createElement(QueryClientProvider, { client }, createElement(Closures, { location })),
    )
  client.setQueryData(['spaces', 'all', 'loft'], [{ id: 'room', name: 'Baikal' }])
  expect(render()).toContain('Baikal')
  client.removeQueries({ queryKey: ['spaces'] })
  await client.prefetchQuery({
    queryKey: ['spaces', 'all', 'loft'],
    queryFn: () => Promise.reject(new Error('The service failed')),
  })
  expect(render()).toContain('role="alert"')
  expect(render()).not.toContain('Repair')
})
