import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** The client's request id where it is valid, otherwise a new one. */
export function requestId(request: IncomingMessage): string {
  const requestedId = request.headers['x-request-id']
  return typeof requestedId === 'string' && /^[\w.:/+=-]{1,128}$/.test(requestedId)
    ? requestedId
    : randomUUID()
}

/**
 * The URL of a request. Where its path does not decode (`%zz`), the percent signs of the path are taken literally: its parameters are
 * then malformed or not found by the rules of the route. The router itself would respond without our hooks.
 */
export function readableUrl({ url = '/' }: IncomingMessage): string {
  const [path = '', ...query] = url.split('?')
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?')
  }
}

/** Writes one JSON line for each request after its response: never a body, the text of a query, or a header. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 100) / 100,
        user: request.actor?.id ?? null,
        ...(request.cache && { cache: request.cache }),
      },
      'request',
    )
    done()
  })
}
