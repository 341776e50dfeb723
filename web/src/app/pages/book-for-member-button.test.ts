import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { BookForMemberButton } from './book-for-member-button.tsx'

it('The choice of the location stays where the chosen location has no space, and while spaces and tariffs are loading', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient()
  const location = (id: string) => ({ id, name: id, timeZone: 'UTC', currency: 'RUB', isActive: true })
  queries.setQueryData(['locations', 'managed', undefined], [location('empty'), location('full')])
  const render = () =>
    renderToStaticMarkup(
      createElement(
        QueryClientProvider,
        { client: queries },
        createElement(BookForMemberButton, { person: {} as never }),
      ),
    )
  expect(render()).toContain('<select')
  queries.setQueryData(['spaces', 'empty'], [])
  expect(render()).toContain('<select')
  expect(render()).toMatch(/ disabled=""/)
  queries.setQueryData(['spaces', 'empty'], [{ id: 'room', tariffId: 'basic' }])
  // The proposed time depends on the tariff.
  expect(render()).toMatch(/ disabled=""/)
  queries.setQueryData(['tariffs', 'empty'], [{ id: 'basic' }])
  expect(render()).not.toMatch(/ disabled=""/)
})

it('Where the spaces cannot be loaded, a message says so beside the button, which is disabled', async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const queries = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  const location = { id: 'full', name: 'full', timeZone: 'UTC', currency: 'RUB', isActive: true }
  queries.setQueryData(['locations', 'managed', undefined], [location])
  await queries.prefetchQuery({
    queryKey: ['spaces', 'full'],
    queryFn: () => Promise.reject(new Error('The service failed')),
  })
  const markup = renderToStaticMarkup(
    createElement(
      QueryClientProvider,
      { client: queries },
      createElement(BookForMemberButton, { person: {} as never }),
    ),
  )
  expect(markup).toContain('role="alert"')
  expect(markup).toMatch(/ disabled=""/)
})
