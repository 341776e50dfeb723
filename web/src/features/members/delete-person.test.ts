import { afterEach, expect, it, vi } from 'vitest'
import { api } from '../../shared/api/client.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { deletePerson } from './delete-person.ts'

afterEach(() => void vi.restoreAllMocks())

const refusal = { status: 404, code: 'not_found', title: 'Not found', detail: 'Not found' }
const notFound = { error: refusal, response: new Response(null, { status: 404 }) }
const found = { data: { mergedInto: 'other' }, response: new Response() }

it.each([
  ['was deleted before, is done', notFound, null],
  ['was merged into another account, raises a problem', found, 'not_found'],
])('A deletion of a person who %s', async (_, read, code) => {
  vi.spyOn(api, 'DELETE').mockResolvedValue(notFound as never)
  vi.spyOn(api, 'GET').mockResolvedValue(read as never)
  const error: unknown = await deletePerson('anna').catch((reason: unknown) => reason)
  expect(problemOf(error)?.code ?? null).toBe(code)
})
