import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CacheTag } from '../cache/cache-tag.ts'
import type { CacheKey, Fresh, Outcome } from '../cache/response-cache.ts'
import type { Deps } from '../deps.ts'
import type { Actor } from '../shared/call.ts'
import type { RunQueued } from '../shared/coalesce.ts'
import type { Language } from '../shared/language.ts'
import { digestOf } from '../shared/version.ts'
import { matchesIfNoneMatch } from './etag.ts'
import { queueKeyOf } from './queue-key.ts'
import { sendBytes } from './send-bytes.ts'
import { utf8Of } from './utf8.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The outcome of the cache for this response; null where the cache was not used. */
    cache: Outcome | null
  }
}

type CachedRequest<A, Q, P> = { actor: A; query: Q; params: P }

/** How a route makes its responses. */
type ResponseSource<A, Q, P> =
  | {
      /** The instant at which time alone changes the response; without this function it never does. */
      changesAt?(now: number, cachedRequest: CachedRequest<A, Q, P>): number | Promise<number>
      load(cachedRequest: CachedRequest<A, Q, P>): Promise<object>
    }
  /** For a response that is written directly as bytes, together with the instant at which time changes it. */
  | { write(cachedRequest: CachedRequest<A, Q, P>): Promise<Fresh> }

/** How the responses of a route are cached. */
type CachedRoute<A, Q, P> = ResponseSource<A, Q, P> & {
  /** The part of the actor that the response depends on: `load` receives only this part, and the key contains all of it. */
  scope(actor: Actor | null, query: Q): A
  dependsOn(cachedRequest: CachedRequest<A, Q, P>): CacheTag[]
  /** The response needs several queries: requests for it wait in a queue (`Deps.queryQueue`). */
  isCostly?: boolean
  /**
   * Whether the response may be long for another reason than the parameter `limit`, which is always checked. Requests for a response
   * that may be long wait in `Deps.longResponseQueue`, unless the route `isCostly`.
   */
  isLong?(cachedRequest: CachedRequest<A, Q, P>): boolean
}

/** The parts of a request that a cached route needs. */
type Request<Q, P> = CachedRequest<Actor | null, Q, P> & {
  language: Language
  ip: string
  method: string
  headers: IncomingHttpHeaders
  routeOptions: { url?: string | undefined; schema?: { response?: unknown } | undefined }
  cache: Outcome | null
}

export const registerCached = (app: FastifyInstance): void => void app.decorateRequest('cache', null)

const json = 'application/json; charset=utf-8'

/**
 * A handler that responds from the cache, after the checks of the hooks (token, access level, schema). `load` makes all other checks: a
 * response is stored only where they have passed, under a key that has the actor's scope.
 */
export function cached<A extends Actor | null, Q, P>(
  deps: Pick<Deps, 'responseCache' | 'clock' | 'queryQueue' | 'longResponseQueue'>,
  route: CachedRoute<A, Q, P>,
) {
  const { scope, dependsOn, isCostly = false } = route
  return async (request: Request<Q, P>, reply: FastifyReply): Promise<never> => {
    const { query, params } = request
    const cachedRequest = { actor: scope(request.actor, query), query, params }
    const cacheKey: CacheKey = { key: keyOf(request, cachedRequest), dependsOn: dependsOn(cachedRequest) }
    const make = () => makeFresh(route, cachedRequest, reply, deps.clock.now())
    const isLong = hasLongPage(query) || (route.isLong?.(cachedRequest) ?? false)
    const longQueue = isLong ? deps.longResponseQueue : undefined
    const queue = isCostly ? deps.queryQueue : longQueue
    const runQueued: RunQueued | undefined = queue && ((work) => queue(queueKeyOf(request), work))
    const { response, outcome } = await deps.responseCache.find(cacheKey, make, runQueued)
    request.cache = outcome
    const { etag, body } = response
    const ifNoneMatch = request.headers['if-none-match']
    const cacheHeaders = { etag, 'x-cache': outcome }
    if (ifNoneMatch !== undefined && matchesIfNoneMatch(ifNoneMatch, etag))
      return sendBytes(reply, { status: 304, headers: cacheHeaders, body: null }) as never
    const headers = { ...cacheHeaders, 'content-type': json, 'content-length': body.length }
    return sendBytes(reply, { status: 200, headers, body }) as never
  }
}

// The pages that a screen shows are shorter.
const longPageItems = 200

/** Whether the request wants a page of more items than a screen shows. Pure. */
const hasLongPage = (query: unknown): boolean =>
  ((query as { limit?: number } | null)?.limit ?? 0) > longPageItems

async function makeFresh<A, Q, P>(
  source: ResponseSource<A, Q, P>,
  cachedRequest: CachedRequest<A, Q, P>,
  reply: FastifyReply,
  now: number,
): Promise<Fresh> {
  if ('write' in source) return source.write(cachedRequest)
  const [changesAt, payload] = await Promise.all([
    source.changesAt?.(now, cachedRequest) ?? Number.POSITIVE_INFINITY,
    source.load(cachedRequest),
  ])
  return { body: utf8Of(reply.serialize(payload) as string), changesAt }
}

/**
 * All values that the response depends on; the filters are sorted, whatever their order in the query. The schema is among them, because
 * instances of two versions may share a Redis during an upgrade, and a response of the other version may have other fields.
 */
export function keyOf(
  { routeOptions, language }: Pick<Request<unknown, unknown>, 'routeOptions' | 'language'>,
  { actor, query, params }: CachedRequest<Actor | null, unknown, unknown>,
): string {
  const filters = Object.entries(query ?? {})
    .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const actorKey = actor && [actor.role, actor.id, actor.locationIds]
  const { url, schema } = routeOptions
  return JSON.stringify([url, schema && digestOfSchema(schema), params, filters, actorKey, language])
}

const digests = new WeakMap<object, string>()

function digestOfSchema(schema: { response?: unknown }): string {
  const digest = digests.get(schema) ?? digestOf(JSON.stringify(schema.response ?? null))
  digests.set(schema, digest)
  return digest
}
