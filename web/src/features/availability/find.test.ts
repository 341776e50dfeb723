import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { afterAll, expect, it, vi } from 'vitest'
import { useNow } from '../../shared/ui/use-now.ts'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { Find, type SearchScope } from './find.tsx'

// Modules that use the mock are loaded anew, and not kept: the test files of a process share theirs.
vi.hoisted(() => vi.resetModules())
afterAll(() => vi.resetModules())
vi.mock('../../shared/ui/use-now.ts', () => ({ useNow: vi.fn(() => Date.now()) }))

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

it('The proposed time goes on with the clock of a page that stays open', async () => {
  const queries = new QueryClient()
  const location = {
    ...{ id: 'north', name: 'North', timeZone: 'UTC', currency: 'RUB' },
    ...{ isActive: true, hasOpeningHours: true, activeSpaces: 3 },
  }
  queries.setQueryData(['locations'], [location])
  const children = ({ requested }: SearchScope) => `From ${requested.startsAt}`
  const render = await pageRenderer(createElement(Find, { ...props, children }), queries)
  const at = (time: string) => vi.mocked(useNow).mockReturnValue(Date.parse(`2026-12-01T${time}Z`))
  at('14:29:59')
  expect(render()).toContain('From 2026-12-01T14:30:00.000Z')
  at('14:30:01')
  expect(render()).toContain('From 2026-12-01T15:00:00.000Z')
})
