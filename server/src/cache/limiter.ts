import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Redis } from './redis.ts'

type Taken = {
  /** 0 where the caller may go on. */
  retryAfterMs: number
  remaining: number
  resetMs: number
}

/** Counts points by key in windows of so many seconds. */
export type Limiter = {
  points: number
  /** Takes a point; more than there are is not an error but an answer. */
  take(key: string): Promise<Taken>
  /** Gives one back. */
  giveBack(key: string): Promise<void>
}

export type CreateLimiter = (name: string, points: number, seconds: number) => Limiter

// A Redis that hangs may not hold a request up for longer than this.
const deadlineMs = 40

/** Limiters that count in Redis where there is one, for all instances together; in the process while it is away. */
export const limiterFactory =
  (redis: Redis | null, patienceMs = deadlineMs): CreateLimiter =>
  (name, points, seconds) => {
    const options = { keyPrefix: `limit:${name}`, points, duration: seconds }
    const local = new RateLimiterMemory(options)
    const shared = redis && new RateLimiterRedis({ ...options, storeClient: redis, useRedisPackage: true })
    const withEither = async <T>(
      run: (limiter: RateLimiterMemory | RateLimiterRedis) => Promise<T>,
    ): Promise<T> => {
      if (!shared || !redis?.isReady) return run(local)
      const late = new Promise<never>((_, reject) =>
        setTimeout(reject, patienceMs, new Error('too late')).unref(),
      )
      return Promise.race([run(shared), late]).catch((reason) => {
        if (reason instanceof RateLimiterRes) throw reason
        return run(local)
      })
    }
    return {
      points,
      take: async (key) => {
        const [result, refused] = await withEither((limiter) => limiter.consume(key)).then(
          (taken) => [taken, false] as const,
          (reason: unknown) => {
            if (reason instanceof RateLimiterRes) return [reason, true] as const
            throw reason
          },
        )
        const { msBeforeNext: resetMs, remainingPoints: remaining } = result
        return { retryAfterMs: refused ? resetMs : 0, remaining, resetMs }
      },
      giveBack: async (key) => {
        await withEither((limiter) => limiter.reward(key))
      },
    }
  }

/** Lets everything through: `RATE_LIMIT_MAX=0`. */
export const noLimiter: CreateLimiter = (_name, points) => ({
  points,
  take: async () => ({ retryAfterMs: 0, remaining: points, resetMs: 0 }),
  giveBack: async () => {},
})
