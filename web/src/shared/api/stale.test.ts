import { readFileSync } from 'node:fs'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { markStale, refetchStale, staleAfter } from './stale.ts'

type Document = { paths: Record<string, Record<string, unknown>> }

function writesOf({ paths }: Document): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).flatMap((method) =>
      ['post', 'put', 'patch', 'delete'].includes(method) ? [`${method.toUpperCase()} ${path}`] : [],
    ),
  )
}

describe('the queries that a write makes stale', () => {
  it('are listed for every write operation of the service, and for no other', () => {
    const file = new URL('../../../../openapi.json', import.meta.url)
    const document = JSON.parse(readFileSync(file, 'utf8')) as Document
    expect(Object.keys(staleAfter).sort()).toEqual(writesOf(document).sort())
  })

  it.each([
    ['POST', '/api/v1/bookings', ['bookings', 'day', 'offers', 'payments', 'person', 'wallet']],
    ['POST', '/api/v1/bookings/{id}/pay', ['bookings', 'day', 'offers', 'payments', 'person', 'wallet']],
    ['PATCH', '/api/v1/bookings/{id}', ['bookings', 'day', 'offers', 'person', 'wallet']],
    ['POST', '/api/v1/bookings/{id}/cancel', ['bookings', 'day', 'offers', 'person', 'wallet']],
    ['PUT', '/api/v1/locations/{id}/opening-hours', ['day', 'offers']],
    ['DELETE', '/api/v1/users/{id}', ['bookings', 'day', 'offers', 'shifts', 'spaces']],
    ['PATCH', '/api/v1/users/{id}', ['bookings', 'person', 'shifts']],
    ['POST', '/api/v1/me/password', []],
    ['GET', '/api/v1/bookings', []],
  ])('%s %s makes these of the shown queries stale: %j', async (method, path, nouns) => {
    const queries = new QueryClient()
    const shown = [
      ...(['bookings', 'day', 'offers', 'payments', 'person'] as const),
      ...(['shifts', 'spaces', 'tariffs', 'wallet'] as const),
    ]
    for (const noun of shown) queries.setQueryData([noun, 'id'], 'as it was')
    markStale(queries, method, path)
    const stale = shown.filter((noun) => queries.getQueryState([noun, 'id'])?.isInvalidated)
    expect(stale).toEqual(nouns)
    await refetchStale(queries)
  })
})

it('Stale queries on the screen are fetched again, also while an older request is pending', async () => {
  const queries = new QueryClient()
  const resolvers: ((state: string) => void)[] = []
  const queryFn = () => new Promise<string>((resolve) => resolvers.push(resolve))
  queries.setQueryData(['wallet'], 'as it was')
  const stop = new QueryObserver(queries, { queryKey: ['wallet'], queryFn }).subscribe(() => undefined)
  expect(resolvers).toHaveLength(1)
  markStale(queries, 'POST', '/api/v1/bookings')
  const read = refetchStale(queries)
  expect(resolvers).toHaveLength(2)
  resolvers[1]?.('after')
  resolvers[0]?.('before')
  await read
  expect(queries.getQueryData(['wallet'])).toBe('after')
  await refetchStale(queries)
  expect(resolvers).toHaveLength(2)
  stop()
})
