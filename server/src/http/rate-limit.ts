import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Consumption } from '../cache/limiter.rule.ts'
import type { CreateLimiter, Limiter } from '../cache/limiter.ts'
import { hostOf, networkOf } from '../shared/network.ts'
import { limitReached } from '../shared/problems.ts'
import { queueKeyOf } from './queue-key.ts'
import { wantsPage } from './web.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How the rate limit counts the route; without this option each request counts as one request of `RATE_LIMIT_MAX`. `asFile` counts it
     * with the other files of the web app, because one opened page loads dozens of them; `asSignIn` counts it
     * with the sign-ins of its host: who reads without signing in uses up nobody's sign-in. `off` is for probes, which cost less than the count.
     */
    rateLimit?: 'asFile' | 'asSignIn' | 'off'
  }
}

/** Counts a request for its account or host, and writes the remaining number into the headers of the response. Raises `rate_limited`. */
export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

// Ten files count as one request: many people behind one address may open the app at nine o'clock, and a file costs the service
// almost nothing.
const filesPerRequest = 10

// The limit of all accounts and hosts of a network together, as a multiple of the limit of each.
const limitsPerNetwork = 10
// The least limit of a network within ten seconds: many people in one house may open the app at once.
const minBurst = 1_000

/**
 * Limits the requests of a minute: those of a user, or those of a host without a signed-in user. Files are counted separately, for
 * each host. The requests of all members and hosts of a network are counted as well, so that the limit cannot be avoided by using many accounts.
 */
export function createRequestCounter(createLimiter: CreateLimiter, max: number): CountRequest {
  if (max === 0) return async () => {}
  const requests = createLimiter('requests', max, 60)
  const signIns = createLimiter('sign-in-requests', max, 60)
  const files = createLimiter('files', max * filesPerRequest, 60)
  const networkLimit = max * limitsPerNetwork
  const ofNetwork = (name: string): Limiter[] => [
    createLimiter(name, networkLimit, 60),
    createLimiter(`${name}-burst`, Math.max(minBurst, Math.ceil(networkLimit / 6)), 10),
  ]
  // Who reads without signing in uses up nobody's sign-in, and nobody's renewal of a session.
  const networks = { asRequest: ofNetwork('network'), asSignIn: ofNetwork('sign-in-network') }
  return async (request, reply) => {
    const rateLimit = rateLimitOf(request)
    if (rateLimit === 'off') return
    const own =
      rateLimit === 'asRequest'
        ? await count(requests, queueKeyOf(request))
        : await count(rateLimit === 'asFile' ? files : signIns, hostOf(request.ip))
    reply.headers(headersOf(own))
    assertWithinLimit(own)
    // Staff and members may share one network, in which a few accounts could use up what is left for the front desk.
    if (rateLimit === 'asFile' || (request.actor && request.actor.role !== 'member')) return
    const network = networkOf(request.ip)
    for (const shared of await Promise.all(networks[rateLimit].map((limiter) => count(limiter, network))))
      assertWithinLimit(shared)
  }
}

type Count = Consumption & { points: number }

const count = async (limiter: Limiter, key: string): Promise<Count> => ({
  points: limiter.points,
  ...(await limiter.consume(key)),
})

const headersOf = ({ points, remaining, resetMs }: Count) => ({
  'ratelimit-limit': points,
  'ratelimit-remaining': Math.max(0, remaining),
  'ratelimit-reset': Math.ceil(resetMs / 1000),
})

/** Raises `rate_limited`. */
function assertWithinLimit({ points, retryAfterMs }: Count): void {
  if (retryAfterMs > 0) throw limitReached(points, retryAfterMs)
}

/** A page of the app has an address that matches no route. */
function rateLimitOf(request: FastifyRequest): 'asRequest' | 'asSignIn' | 'asFile' | 'off' {
  if (request.is404) return wantsPage(request) ? 'asFile' : 'asRequest'
  return request.routeOptions.config.rateLimit ?? 'asRequest'
}
