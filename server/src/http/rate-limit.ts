import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CreateLimiter } from '../cache/limiter.ts'
import { hostOf } from '../shared/network.ts'
import { rateLimited } from '../shared/problems.ts'
import { isNavigation } from './web.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How the rate limit counts a route, where not by itself against `RATE_LIMIT_MAX`: `file` with the other files of the web app,
     * of which one opened page is dozens; `never` for what probes ask for, which costs less than the count.
     */
    counts?: 'file' | 'never'
  }
}

/** Counts a request of its caller and says in the answer's headers what is left. Raises `rate_limited`. */
export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

// A house full of people behind one address opens the app at nine o'clock; a file costs the service next to nothing.
const filesPerRequest = 10

/**
 * So many requests a minute: those of a user, or those of a network that nobody is known in. Files are counted apart, for each network.
 */
export function createRequestCounter(createLimiter: CreateLimiter, max: number): CountRequest {
  if (max === 0) return async () => {}
  const requests = createLimiter('requests', max, 60)
  const files = createLimiter('files', max * filesPerRequest, 60)
  return async (request, reply) => {
    const counts = countsOf(request)
    if (counts === 'never') return
    const network = hostOf(request.ip)
    const [limiter, caller] = counts === 'file' ? [files, network] : [requests, request.actor?.id ?? network]
    const { retryAfterMs, remaining, resetMs } = await limiter.take(caller)
    reply.headers({
      'ratelimit-limit': limiter.points,
      'ratelimit-remaining': Math.max(0, remaining),
      'ratelimit-reset': Math.ceil(resetMs / 1000),
    })
    if (retryAfterMs > 0) throw rateLimited(undefined, { retryAfter: Math.ceil(retryAfterMs / 1000) })
  }
}

/** A page of the app has an address that no route knows. */
function countsOf(request: FastifyRequest): 'request' | 'file' | 'never' {
  if (request.is404) return isNavigation(request) ? 'file' : 'request'
  return request.routeOptions.config.counts ?? 'request'
}
