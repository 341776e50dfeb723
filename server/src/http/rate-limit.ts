import type { FastifyInstance } from 'fastify'
import type { CreateLimiter } from '../cache/limiter.ts'
import { rateLimited } from '../shared/problems.ts'

/** So many requests a minute and caller: a user, or an address that is not signed in. */
export function registerRateLimit(app: FastifyInstance, createLimiter: CreateLimiter, max: number): void {
  if (max === 0) return
  const limiter = createLimiter('requests', max, 60)
  app.addHook('onRequest', async (request, reply) => {
    const { retryAfterMs, remaining, resetMs } = await limiter.take(request.actor?.id ?? request.ip)
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': Math.max(0, remaining),
      'ratelimit-reset': Math.ceil(resetMs / 1000),
    })
    if (retryAfterMs > 0) throw rateLimited(undefined, { retryAfter: Math.ceil(retryAfterMs / 1000) })
  })
}
