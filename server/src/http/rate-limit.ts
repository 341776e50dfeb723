import type { FastifyReply } from 'fastify'
import type { CreateLimiter } from '../cache/limiter.ts'
import { rateLimited } from '../shared/problems.ts'

/** Counts a request of this caller and says in the answer's headers what is left. Raises `rate_limited`. */
export type CountRequest = (caller: string, reply: FastifyReply) => Promise<void>

/** So many requests a minute and caller. */
export function createRequestCounter(createLimiter: CreateLimiter, max: number): CountRequest {
  if (max === 0) return async () => {}
  const limiter = createLimiter('requests', max, 60)
  return async (caller, reply) => {
    const { retryAfterMs, remaining, resetMs } = await limiter.take(caller)
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': Math.max(0, remaining),
      'ratelimit-reset': Math.ceil(resetMs / 1000),
    })
    if (retryAfterMs > 0) throw rateLimited(undefined, { retryAfter: Math.ceil(retryAfterMs / 1000) })
  }
}
