import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ReviewButton } from './review-button.tsx'

const render = (queries: QueryClient) => {
  const place = { locationId: 'north', spaceId: 'desk', name: 'Desk', when: 'Monday' }
  const button = createElement(ReviewButton, { ...place, onOpen: () => undefined })
  return renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, button))
}

it('A review is offered only for an active space; a written one can still be opened afterwards', () => {
  const queries = new QueryClient()
  queries.setQueryData(['reviews', 'own'], [])
  queries.setQueryData(['spaces', 'north'], [{ id: 'desk' }])
  expect(render(queries)).toContain('write')
  queries.setQueryData(['spaces', 'north'], [{ id: 'other' }])
  expect(render(queries)).toBe('')
  queries.setQueryData(['reviews', 'own'], [{ spaceId: 'desk', rating: 5, status: 'pending' }])
  expect(render(queries)).toContain('own.open')
})

it('Where the own reviews cannot be fetched, no review is offered as if there were none', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  queries.setQueryData(['spaces', 'north'], [{ id: 'desk' }])
  await queries.prefetchQuery({
    queryKey: ['reviews', 'own'],
    queryFn: () => Promise.reject(new Error('busy')),
  })
  expect(render(queries)).toBe('')
})
