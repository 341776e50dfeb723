import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { forbidden, unauthenticated } from '../shared/problems.ts'

/** `/metrics` for Prometheus: open to local requests, and to requests with the token. Counts every request. */
export function registerMetrics(app: FastifyInstance, { metrics, config }: Pick<Deps, 'metrics' | 'config'>) {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    metrics.countRequest({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
    if (request.cache) metrics.countCachedRead(request.cache)
    done()
  })

  app.get('/metrics', { schema: { hide: true }, config: { rateLimit: 'off' } }, async (request, reply) => {
    assertMaySee(request, config.METRICS_TOKEN)
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

/** Raises `unauthenticated` without the token, and `forbidden` where no token is configured. */
function assertMaySee(request: FastifyRequest, token: string | undefined): void {
  if (isLocal(request)) return
  if (token === undefined)
    throw forbidden({
      en: 'Metrics are for this machine only, unless METRICS_TOKEN is set',
      ru: 'Метрики видны только с этой машины, пока не задан METRICS_TOKEN',
    })
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) throw unauthenticated()
}

const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

/**
 * Uses the address of the connection, not a forwarded address. A request that a proxy forwards is not local: otherwise all
 * requests through a proxy on this machine would be local.
 */
const isLocal = ({ raw, headers }: FastifyRequest): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(raw.socket.remoteAddress ?? '') &&
  !proxyHeaders.some((name) => headers[name] !== undefined)

const digest = (text: string) => createHash('sha256').update(text).digest()

const isSame = (actual: string, expected: string): boolean =>
  timingSafeEqual(digest(actual), digest(expected))
