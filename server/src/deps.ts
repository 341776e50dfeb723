import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type CreateLimiter, limiterFactory, noLimiter } from './cache/limiter.ts'
import { connectRedis, type Redis } from './cache/redis.ts'
import type { Config } from './config.ts'
import { createDb, createPool, type Db } from './db/db.ts'
import { createMailTransport, type SendMail } from './modules/mails/mail.transport.ts'
import { type ActorCache, createActorCache } from './modules/sessions/session.actors.ts'
import { createVerifiedPairs, type VerifiedPairs } from './modules/sessions/session.authenticate.ts'
import { hasSignedInFrom } from './modules/sessions/session.service.ts'
import { createThrottle, type Throttle } from './modules/sessions/session.throttle.ts'
import { type Clock, systemClock } from './shared/clock.ts'

/** Everything that use cases share; each takes the few it needs with `Pick`. */
export type Deps = {
  config: Config
  log: Logger
  pool: pg.Pool
  db: Db
  /** Null where none is configured. It may be away at any moment. */
  redis: Redis | null
  clock: Clock
  actors: ActorCache
  verifiedPairs: VerifiedPairs
  createLimiter: CreateLimiter
  throttle: Throttle
  sendMail: SendMail
  /** Signs access tokens. */
  jwtSecret: Uint8Array
}

type Sources = { config: Config; log: Logger; databaseUrl: string; jwtSecret: string; clock?: Clock }

/** The composition root; `closeDeps` undoes it. */
export function createDeps({ config, log, databaseUrl, jwtSecret, clock = systemClock }: Sources): Deps {
  const pool = createPool(databaseUrl, config.DB_POOL_MAX)
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'))
  const redis = config.REDIS_URL ? connectRedis(config.REDIS_URL, log) : null
  const db = createDb(pool)
  const createLimiter = config.RATE_LIMIT_MAX === 0 ? noLimiter : limiterFactory(redis)
  return {
    config,
    log,
    pool,
    db,
    redis,
    clock,
    actors: createActorCache(db),
    verifiedPairs: createVerifiedPairs(),
    createLimiter,
    throttle: createThrottle(createLimiter, (who) => hasSignedInFrom(db, who)),
    sendMail: createMailTransport(config, log),
    jwtSecret: new TextEncoder().encode(jwtSecret),
  }
}

// What a request that was cut off still does in the database must not hold up the end of the process.
const lastStatementMs = 500

export async function closeDeps(deps: Pick<Deps, 'pool' | 'redis'>): Promise<void> {
  deps.redis?.destroy()
  await Promise.race([deps.pool.end(), sleep(lastStatementMs, undefined, { ref: false })])
}
