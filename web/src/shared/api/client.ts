import createClient from 'openapi-fetch'
import { basePath } from '../base-path.ts'
import { authorizedFetch } from './fetch.ts'
import { asProblem, ProblemError } from './problem.ts'
import type { paths } from './schema.gen.ts'

/** The API, typed by openapi.json: `api.GET('/api/v1/spaces', { params: { query } })`. */
export const api = createClient<paths>({ baseUrl: basePath, fetch: authorizedFetch })

/** A call under way. */
export type Answered<T> = Promise<{ data?: T; error?: unknown; response: Response }>

/** The body of a good answer. Raises `ProblemError` for a refusal, `NetworkError` where none came. */
export async function ask<T>(answer: Answered<T>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw new ProblemError(asProblem(error, response))
  return data as T
}
