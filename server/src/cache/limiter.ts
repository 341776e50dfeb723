import { createLocalCounter } from './limiter.local.ts'
import { createRedisCounter } from './limiter.redis.ts'
import type { Counter, Delays, LimitRule } from './limiter.rule.ts'
import type { Redis } from './redis.ts'

/** Counts requests by key. */
export type Limiter = Counter & { points: number }

export type CreateLimiter = (name: string, points: number, seconds: number, delays?: Delays) => Limiter

/** Limiters that count in Redis where there is one, for all instances together; in this process while Redis cannot be reached. */
export const limiterFactory =
  (redis: Redis | null): CreateLimiter =>
  (name, points, seconds, delays) => {
    const rule: LimitRule = { name, points, windowMs: seconds * 1000, delays: delays ?? null }
    const local = createLocalCounter(rule)
    const shared = redis && createRedisCounter(redis, rule)
    const withFallback = <T>(run: (counter: Counter) => Promise<T>): Promise<T> =>
      shared && redis?.isUp() ? run(shared).catch(() => run(local)) : run(local)
    return {
      points,
      consume: (key) => withFallback((counter) => counter.consume(key)),
      giveBack: (key) => withFallback((counter) => counter.giveBack(key)),
    }
  }

/** A limiter that refuses nothing: `RATE_LIMIT_MAX=0`. */
export const noLimiter: CreateLimiter = (_name, points) => ({
  points,
  consume: async () => ({ retryAfterMs: 0, remaining: points, resetMs: 0 }),
  giveBack: async () => {},
})
