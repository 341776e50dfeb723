import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { expect, it } from 'vitest'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { Find } from './find.tsx'

const props = { criteria: {}, onChange: () => undefined, children: () => 'results' }

it('Where the spaces of a location cannot be loaded, an error is shown, and not results without spaces', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  const location = {
    ...{ id: 'full', name: 'full', timeZone: 'UTC', currency: 'RUB' },
    ...{ isActive: true, hasOpeningHours: true, activeSpaces: 3 },
  }
  queries.setQueryData(['locations'], [location])
  const render = await pageRenderer(createElement(Find, props), queries)
  expect(render()).toContain('results')
  await queries.prefetchQuery({
    queryKey: ['spaces', 'full'],
    queryFn: () => Promise.reject(new Error('The service failed')),
  })
  expect(render()).toContain('role="alert"')
  expect(render()).not.toContain('results')
})

it('The search tells of the chosen location where it is and its whole description', async () => {
  const queries = new QueryClient()
  const description = 'In the court, second floor.\nThe last line of a long text.'
  const location = {
    ...{
      id: 'north',
      name: 'North',
      timeZone: 'UTC',
      currency: 'RUB',
      address: '1 Long Street',
      description,
    },
    ...{ isActive: true, hasOpeningHours: true, activeSpaces: 3 },
  }
  queries.setQueryData(['locations'], [location])
  const html = (await pageRenderer(createElement(Find, props), queries))()
  expect(html).toContain('North, 1 Long Street')
  expect(html).toContain(description)
})
