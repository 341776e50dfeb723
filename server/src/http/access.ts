import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Actor, type Call, type IdempotencyKey, type Role, rank as rankOfRole } from '../shared/call.ts'
import { forbidden, invalidField, unauthenticated } from '../shared/problems.ts'
import type { CountRequest } from './rate-limit.ts'

/** The least role that a route asks for; `public` ones read a token when one is shown. */
type Access = 'public' | Role

type Target = (request: FastifyRequest) => Promise<unknown>

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /**
     * Throws `not_found` where the caller may not even know of what the path names; asked before a 403, so that an
     * unknown id is 404 for everybody.
     */
    target?: Target
  }
  interface FastifyRequest {
    actor: Actor | null
    call: Call
  }
}

/** A `target` for paths that name one thing by `id`; `get` throws where the caller may not know of it. */
export const byId =
  (get: (actor: Actor | null, id: string) => Promise<unknown>): Target =>
  (request) =>
    get(request.actor, (request.params as { id: string }).id)

const rank: Record<Access, number> = { public: 0, ...rankOfRole }

/** `count` counts the request at once, of its host: before something that costs much. */
export type Authenticate = (request: FastifyRequest, count: () => Promise<void>) => Promise<Actor | null>

/**
 * Who is asking, of every request that the service gets, and the count of it. A route without an access level (files, documents, what
 * is not found) has nobody who is known. The count comes after the look at the token and before the 401: tokens that are none are
 * counted, too. Before a password is looked at, the host is counted.
 */
export function registerCallers(
  app: FastifyInstance,
  authenticate: Authenticate,
  countRequest: CountRequest,
): void {
  app.decorateRequest('actor', null)
  app.decorateRequest('call', null as unknown as Call)

  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config
    let isCounted = false
    const count = async () => {
      if (isCounted) return
      isCounted = true
      await countRequest(request, reply)
    }
    try {
      if (access !== undefined) request.actor = await authenticate(request, count)
    } finally {
      await count()
    }
    if (!request.actor && access !== undefined && access !== 'public') throw unauthenticated()
  })
}

/**
 * Every route of the API says who may call it, or the start fails. 401 (`registerCallers`) comes before validation; 403 after it, and
 * after the 404 of what the caller may not know of.
 */
export function registerAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`${String(route.method)} ${route.url} says no access level: give its config one`)
  })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('cache-control', storingOf(request))
    done()
  })

  app.addHook('preHandler', async (request) => {
    const { actor } = request
    if (!actor) return
    const idempotencyKey = idempotencyKeyOf(request, actor)
    if (rank[actor.role] < rank[accessOf(request)]) {
      await request.routeOptions.config.target?.(request)
      throw forbidden()
    }
    request.call = {
      actor,
      ifMatch: request.headers['if-match'] ?? null,
      idempotencyKey,
    }
  })
}

/**
 * An answer to somebody who is known, or with what lets somebody in, is kept by nobody: neither by a browser that others use
 * after, nor by a proxy. Any other may be kept, but is asked for again.
 */
export const storingOf = ({ actor, url }: Pick<FastifyRequest, 'actor' | 'url'>): string =>
  actor || url.startsWith('/api/v1/auth/') ? 'no-store' : 'no-cache'

const accessOf = (request: FastifyRequest): Access => request.routeOptions.config.access ?? 'public'

function idempotencyKeyOf(request: FastifyRequest, actor: Actor): IdempotencyKey | null {
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method !== 'POST' || request.url.startsWith('/api/v1/auth/')) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('/Idempotency-Key', {
      en: 'must be 1 to 255 visible ASCII characters',
      ru: 'должно быть от 1 до 255 видимых символов ASCII',
    })
  }
  const [path = ''] = request.url.split('?')
  const asked = [request.query, request.body ?? null]
  return { userId: actor.id, method: request.method, path, key, request: asked, replayed: false }
}
