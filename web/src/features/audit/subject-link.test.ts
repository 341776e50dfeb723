import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, expect, it, vi } from 'vitest'
import { ProblemError } from '../../shared/api/problem.ts'
import { PersonLink, SubjectLink } from './subject-link.tsx'

beforeEach(() => vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined }))

// There is no router here, so a link would fail to render.
const render = (queries: QueryClient, link: ReturnType<typeof createElement>) =>
  renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, link))

it('A deleted person is named as such, without a link', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retryOnMount: false, retry: false } } })
  const problem = { code: 'not_found', status: 404, title: '', detail: '' }
  await queries.prefetchQuery({
    queryKey: ['person', 'boris'],
    queryFn: () => Promise.reject(new ProblemError(problem)),
  })
  expect(render(queries, createElement(PersonLink, { id: 'boris' }))).toMatch(
    /^<span[^>]*>deletedPerson|^<span[^>]*>a deleted/,
  )
})

it('A deleted location has no link, because its page would show another location', () => {
  const queries = new QueryClient()
  queries.setQueryData(['locations', 'managed', undefined], [{ id: 'ladoga', timeZone: 'UTC' }])
  queries.setQueryData(['spaces', 'baikal'], [])
  queries.setQueryData(['tariffs', 'baikal'], [])
  const subject = { kind: 'location', id: 'baikal' } as const
  expect(render(queries, createElement(SubjectLink, { subject }))).toMatch(/^<span/)
})

it('A shared tariff, which has no location, is named', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['locations', 'managed', undefined], [{ id: 'ladoga', timeZone: 'UTC' }])
  queries.setQueryData(['tariffs', 'ladoga'], [{ id: 'daytime', name: 'Daytime' }])
  const subject = { kind: 'tariff', id: 'daytime', locationId: undefined } as const
  const routeTree = createRootRoute({ component: () => createElement(SubjectLink, { subject }) })
  const router = createRouter({ routeTree, history: createMemoryHistory() })
  await router.load()
  expect(render(queries, createElement(RouterProvider, { router } as never))).toMatch(/<a [^>]*>Daytime</)
})
