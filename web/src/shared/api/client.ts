import createClient from 'openapi-fetch'
import { basePath } from '../base-path.ts'
import { authorizedFetch, NetworkError } from './fetch.ts'
import { asProblem, ProblemError } from './problem.ts'
import { queryClient } from './query-client.ts'
import type { paths } from './schema.gen.ts'
import { markStale } from './stale.ts'

/**
 * The API with all headers required that an operation reads, so that a call which forgets one does not compile; and with filters that may
 * repeat as lists or as single values.
 */
type Typed<Api> = {
  [Path in keyof Api]: { [Method in keyof Api[Path]]: RequireHeaders<Api[Path][Method], Method> }
}
type RequireHeaders<Operation, Method> = Operation extends {
  parameters: infer Parameters extends { header?: object }
}
  ? Method extends 'get'
    ? AllowSingleValues<Operation>
    : Omit<Operation, 'parameters'> & {
        parameters: Omit<Parameters, 'header'> & RequiredHeader<NonNullable<Parameters['header']>>
      }
  : Operation
type RequiredHeader<Header> = [Header] extends [never]
  ? unknown
  : { header: Record<keyof Header, string | undefined> }

type AllowSingleValues<Operation> = {
  [Part in keyof Operation]: Part extends 'parameters'
    ? {
        [In in keyof Operation[Part]]: In extends 'query'
          ? OneOrMany<Operation[Part][In]>
          : Operation[Part][In]
      }
    : Operation[Part]
}
type OneOrMany<Query> = {
  [Name in keyof Query]: Query[Name] extends (infer Item)[] | undefined ? Query[Name] | Item : Query[Name]
}

/** The `If-Match` of a change that is right whichever state the object is in. */
export const anyVersion = undefined

/** The API, typed by openapi.json: `api.GET('/api/v1/spaces', { params: { query } })`. */
export const api = createClient<Typed<paths>>({ baseUrl: basePath, fetch: authorizedFetch })

/** Refusals of the request itself: they say nothing about the data. */
const refusalsOfRequest = [400, 401, 429]

// Whichever code writes, and whether or not it refetches: the affected data on the screen is stale. This also holds where it is unknown
// whether the write was carried out, and where it was refused: then the screen has offered it from an older state, such as a balance
// that is spent (402) or an object that is deleted (404).
api.use({
  onResponse({ request, response, schemaPath }) {
    if (!refusalsOfRequest.includes(response.status)) markStale(queryClient, request.method, schemaPath)
  },
  onError({ request, schemaPath }) {
    markStale(queryClient, request.method, schemaPath)
  },
})

/** A call of the API, for whose response `unwrap` waits. */
export type PendingCall<T> = Promise<{ data?: T; error?: unknown; response: Response }>

/**
 * The body of a successful response. Raises `ProblemError` for a refusal, `NetworkError` where there is no response, or one that is cut off
 * or is no JSON: then it is unknown, too, whether the request was carried out.
 */
export async function unwrap<T>(pending: PendingCall<T>): Promise<T> {
  const { data, error, response } = await pending.catch((cause: unknown) => {
    throw cause instanceof NetworkError ? cause : new NetworkError('The response cannot be read', { cause })
  })
  if (!response.ok) throw new ProblemError(asProblem(error, response))
  return data as T
}
