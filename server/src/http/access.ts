import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Actor, type Call, type IdempotencyKey, type Role, rank as rankOfRole } from '../shared/call.ts'
import { forbidden, invalidField, unauthenticated } from '../shared/problems.ts'
import type { CountRequest } from './rate-limit.ts'

/** The least role that a route requires. A `public` route reads a token where the request has one. */
type Access = 'public' | Role

type Target = (request: FastifyRequest) => Promise<unknown>
type CheckInput = (request: FastifyRequest) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /**
     * False where the body or a cookie says who the user is: an `Authorization` header is then not read. Clients send their access token
     * with every request, also when it has expired and they refresh it or sign out.
     */
    readsAuthorization?: false
    /**
     * Throws `not_found` where the actor may not know that the object of the path exists. It runs before a 403, so that an
     * unknown id is 404 for every actor.
     */
    target?: Target
    /**
     * The checks of the use case that need nothing but the request, so that their 400 comes before the 403 of the access level. The use
     * case makes them, too.
     */
    checkInput?: CheckInput
  }
  interface FastifyRequest {
    actor: Actor | null
    call: Call
  }
}

/** A `target` for paths that name one object by `id`; `get` throws where the actor may not know that the object exists. */
export const byId =
  (get: (actor: Actor | null, id: string) => Promise<unknown>): Target =>
  (request) =>
    get(request.actor, (request.params as { id: string }).id)

/** A `checkInput` for the body. */
export const ofBody =
  <Body>(check: (body: Body) => void): CheckInput =>
  (request) =>
    check(request.body as Body)

const rank: Record<Access, number> = { public: 0, ...rankOfRole }

/** `count` counts the request, once: against its host while the user is not known, which is before an expensive step; otherwise against the user. */
export type Authenticate = (request: FastifyRequest, count: () => Promise<void>) => Promise<Actor | null>

/**
 * Finds the actor of every request, and counts the request. A route without an access level (files, documents, unknown paths) has
 * no actor. `authenticate` calls `count` itself before it checks a password. Every other request is counted after its token was read, also
 * where the token is invalid.
 */
export function registerActors(
  app: FastifyInstance,
  authenticate: Authenticate,
  countRequest: CountRequest,
): void {
  app.decorateRequest('actor', null)
  app.decorateRequest('call', null as unknown as Call)

  app.addHook('onRequest', async (request, reply) => {
    const { access, readsAuthorization = true } = request.routeOptions.config
    let isCounted = false
    const count = async () => {
      if (isCounted) return
      isCounted = true
      await countRequest(request, reply)
    }
    try {
      if (access !== undefined && readsAuthorization) request.actor = await authenticate(request, count)
    } finally {
      await count()
    }
    if (!request.actor && access !== undefined && access !== 'public') throw unauthenticated()
  })
}

/**
 * Every route of the API must have an access level, or the start fails. 401 (`registerActors`) comes before validation; 403 comes
 * after validation and `checkInput`, and after the 404 for an object that the actor may not know of.
 */
export function registerAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`${String(route.method)} ${route.url} has no access level: set config.access`)
  })

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('cache-control', cacheControlOf(request))
    done()
  })

  // A promise for each request would cost more than the checks.
  app.addHook('preHandler', (request, _reply, done) => {
    const { actor } = request
    if (!actor) return done()
    try {
      const idempotencyKey = idempotencyKeyOf(request, actor)
      request.routeOptions.config.checkInput?.(request)
      if (rank[actor.role] < rank[accessOf(request)]) return void refuse(request).catch(done)
      request.call = { actor, ifMatch: request.headers['if-match'] ?? null, idempotencyKey }
    } catch (error) {
      return done(error as Error)
    }
    done()
  })
}

/** Raises `forbidden`, or `not_found` where the actor may not know of the object. */
async function refuse(request: FastifyRequest): Promise<never> {
  await request.routeOptions.config.target?.(request)
  throw forbidden()
}

/**
 * The `Cache-Control` of a response. A response to a signed-in user, or with a secret that lets a user sign in, is stored neither
 * by a browser, which others may use later, nor by a proxy. Any other response may be stored, but must be revalidated.
 */
const cacheControlOf = (request: FastifyRequest): string =>
  request.actor || isAuthRoute(request) ? 'no-store' : 'no-cache'

/** Whether responses of the route may contain tokens. By the route's own path: that of a request may be written with percent-escapes. */
const isAuthRoute = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.url?.startsWith('/api/v1/auth/') ?? false

const accessOf = (request: FastifyRequest): Access => request.routeOptions.config.access ?? 'public'

function idempotencyKeyOf(request: FastifyRequest, actor: Actor): IdempotencyKey | null {
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method !== 'POST' || isAuthRoute(request)) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('/Idempotency-Key', {
      en: 'must be 1 to 255 visible ASCII characters',
      ru: 'должно быть от 1 до 255 видимых символов ASCII',
    })
  }
  const path = pathOf(request)
  const inputs = [request.query, request.body ?? null]
  return { userId: actor.id, method: request.method, path, key, request: inputs, replayed: false }
}

/** The path of a request with its ids as they are stored: one id may be written in several ways, also in percent-escapes. */
function pathOf({ routeOptions, params }: FastifyRequest): string {
  const parameters = params as Record<string, string>
  return (routeOptions.url ?? '').replace(/:(\w+)/g, (_, name) => parameters[name] ?? '')
}
