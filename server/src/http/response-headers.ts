import type { FastifyInstance, preHandlerHookHandler } from 'fastify'
import { digestOf } from '../shared/version.ts'
import { matchesIfNoneMatch } from './etag.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Responses have a strong `ETag`, and a GET respects `If-None-Match`. */
    etag?: boolean
    /** For responses that have no `version`: the part that a writer must have seen (`assertUnchanged`). */
    etagStateOf?: (response: unknown) => object
  }
  interface FastifyRequest {
    /** The `version` of the object in the response, or a digest instead of it; null for lists. */
    responseVersion: number | string | null
  }
}

const noContent: preHandlerHookHandler = (_request, reply, done) => {
  reply.code(204)
  done()
}

/**
 * Sets the headers that follow from the response: the entity tag, and whether it is a replay. A route of the API whose schema has
 * no `response` responds 204; its handler returns nothing.
 */
export function registerResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined || route.schema?.response !== undefined) return
    route.preHandler = [noContent, ...[route.preHandler ?? []].flat()]
  })

  app.decorateRequest('responseVersion', null)

  app.addHook('preSerialization', (request, reply, payload, done) => {
    const { etagStateOf } = request.routeOptions.config
    if (etagStateOf && reply.statusCode < 300)
      request.responseVersion = digestOf(JSON.stringify(etagStateOf(payload)))
    const version = (payload as { version?: unknown } | null)?.version
    if (typeof version === 'number') request.responseVersion = version
    done(null, payload)
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    // A refusal is never a replay, because a refusal stores nothing.
    if (request.call?.idempotencyKey?.replayed && reply.statusCode < 300)
      reply.header('idempotency-replayed', 'true')
    if (!request.routeOptions.config.etag || reply.statusCode >= 300 || typeof payload !== 'string')
      return done(null, payload)
    const digest = digestOf(payload)
    const tag = request.responseVersion === null ? `"${digest}"` : `"${request.responseVersion}-${digest}"`
    reply.header('etag', tag)
    const ifNoneMatch = request.headers['if-none-match']
    if (
      !/^(GET|HEAD)$/.test(request.method) ||
      ifNoneMatch === undefined ||
      !matchesIfNoneMatch(ifNoneMatch, tag)
    )
      return done(null, payload)
    reply.code(304).removeHeader('content-length').removeHeader('content-type')
    done(null, null)
  })
}
