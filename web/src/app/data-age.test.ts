import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { NetworkError } from '../shared/api/fetch.ts'
import { ProblemError } from '../shared/api/problem.ts'
import { oldestDataAt, outdatedDataAt } from './data-age.ts'

const problem = (status: number, code = 'any') => new ProblemError({ code, status, title: '', detail: '' })

/** A page with two queries of the data of these times, of which the refetch of the first fails. */
async function dataAgesAfter(error: Error, firstKey: 'bookings' | 'tariffs' | 'quote' = 'bookings') {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData([firstKey], 'earlier', { updatedAt: 1_000 })
  queries.setQueryData(['wallet'], 'earlier', { updatedAt: 2_000 })
  const queryFn = () => Promise.reject(error)
  const first = new QueryObserver(queries, { queryKey: [firstKey], queryFn, staleTime: Infinity })
  const second = new QueryObserver(queries, { queryKey: ['wallet'], queryFn, staleTime: Infinity })
  const ends = [first, second].map((each) => each.subscribe(() => undefined))
  await first.refetch()
  const ages = { oldest: oldestDataAt(queries), outdated: outdatedDataAt(queries) }
  for (const end of ends) end()
  return { ...ages, outdatedOnOtherPage: outdatedDataAt(queries) }
}

it.each([
  ['a response is lost', new NetworkError('No response'), 1_000],
  ['the service or a proxy responds with an error', problem(503), 1_000],
  ['the service refuses the refetch, for example because there were too many requests', problem(429), 1_000],
  ['the object is gone, which <Loaded> shows in place of the data', problem(404, 'not_found'), null],
])('The time of the outdated data, where %s', async (_, error, outdated) => {
  expect(await dataAgesAfter(error)).toEqual({ oldest: 1_000, outdated, outdatedOnOtherPage: null })
})

it('The age of data that changes rarely does not count', async () => {
  expect(await dataAgesAfter(problem(503), 'tariffs')).toMatchObject({ oldest: 2_000, outdated: null })
})

it('A quote that is refused is not outdated data: the dialog shows the refusal', async () => {
  expect(await dataAgesAfter(problem(409), 'quote')).toMatchObject({ outdated: null })
})
