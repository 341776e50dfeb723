import createClient from 'openapi-fetch'
import { basePath } from '../base-path.ts'
import { authorizedFetch } from './fetch.ts'
import { asProblem, ProblemError } from './problem.ts'
import { queryClient } from './query-client.ts'
import type { paths } from './schema.gen.ts'
import { markStale } from './stale.ts'

/** The API, typed by openapi.json: `api.GET('/api/v1/spaces', { params: { query } })`. */
export const api = createClient<paths>({ baseUrl: basePath, fetch: authorizedFetch })

// Whoever writes, and whether or not it looks after it: what the screen shows of that is old. Also where nobody knows
// whether it was done, and where the service says that it knows a newer state (409, 412).
api.use({
  onResponse({ request, response, schemaPath }) {
    if (response.ok || response.status === 409 || response.status === 412)
      markStale(queryClient, request.method, schemaPath)
  },
  onError({ request, schemaPath }) {
    markStale(queryClient, request.method, schemaPath)
  },
})

/** A call under way. */
export type Answered<T> = Promise<{ data?: T; error?: unknown; response: Response }>

/** The body of a good answer. Raises `ProblemError` for a refusal, `NetworkError` where none came. */
export async function ask<T>(answer: Answered<T>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw new ProblemError(asProblem(error, response))
  return data as T
}
