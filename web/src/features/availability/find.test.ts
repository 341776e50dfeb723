import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { Find } from './find.tsx'

const props = { criteria: {}, onChange: () => undefined, children: () => 'results' }

it('Where the spaces of a location cannot be loaded, an error is shown, and not results without spaces', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  const location = {
    ...{ id: 'full', name: 'full', timeZone: 'UTC', currency: 'RUB' },
    ...{ isActive: true, hasOpeningHours: true, activeSpaces: 3 },
  }
  queries.setQueryData(['locations'], [location])
  const render = () => {
    const find = createElement(Find, props)
    return renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, find))
  }
  expect(render()).toContain('results')
  await queries.prefetchQuery({
    queryKey: ['spaces', 'full'],
    queryFn: () => Promise.reject(new Error('The service failed')),
  })
  expect(render()).toContain('role="alert"')
  expect(render()).not.toContain('results')
})
