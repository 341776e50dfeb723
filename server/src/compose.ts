import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { limiterFactory, noLimiter } from './cache/limiter.ts'
import { connectRedis, type Redis } from './cache/redis.ts'
import { createSharedResponses } from './cache/response-cache.redis.ts'
import { createResponseCache } from './cache/response-cache.ts'
import { createLocalCacheTokens } from './cache/tokens.local.ts'
import { createRedisCacheTokens } from './cache/tokens.redis.ts'
import { type CacheTokens, noCacheTokens } from './cache/tokens.ts'
import type { Config } from './config.ts'
import { applicationNameOf } from './db/application-name.ts'
import { createDb, createPool, databaseIdentityOf, type Limits, longLimits } from './db/db.ts'
import { createExhaustion } from './db/exhaustion.ts'
import { createReadRows } from './db/reads.ts'
import { createReplica, noReplica } from './db/replica.ts'
import type { Deps } from './deps.ts'
import { createMetrics } from './metrics.ts'
import { createDatabaseMetricsReader } from './metrics.view.ts'
import { createBasicCredentialsCache } from './modules/auth/auth.caches.ts'
import { composersOfAccountMails } from './modules/auth/auth.composer.ts'
import { createPasswords } from './modules/auth/auth.hash.ts'
import { createKnownHosts } from './modules/auth/auth.known-hosts.ts'
import { createThrottle } from './modules/auth/auth.throttle.ts'
import { createUndelayedCredentials } from './modules/auth/auth.undelayed-credentials.ts'
import { createSpaceCountsLoader, createTermsLoader } from './modules/availability/availability.terms.ts'
import { bookingComposer } from './modules/bookings/booking.composer.ts'
import { settleBookingOfPayment } from './modules/bookings/booking.paid.ts'
import { createNextDue } from './modules/calendar/calendar.next-due.ts'
import { createMailTransport } from './modules/mails/mail.transport.ts'
import { paymentComposer } from './modules/payments/payment.composer.ts'
import type { PaymentProvider } from './modules/payments/payment.provider.ts'
import { createStripe } from './modules/payments/payment.stripe.ts'
import { createYooKassa } from './modules/payments/payment.yookassa.ts'
import { createActorCache } from './modules/sessions/session.actors.ts'
import { createVerifiedTokens } from './modules/sessions/session.caches.ts'
import { hasSignedInFrom } from './modules/sessions/session.service.ts'
import { mergeComposer } from './modules/users/user.composer.ts'
import { receiptComposer } from './modules/wallet/wallet.composer.ts'
import { type Clock, systemClock } from './shared/clock.ts'
import { createFairQueue, type QueueOptions, unlimitedQueue } from './shared/fair-queue.ts'

type Sources = {
  config: Config
  log: Logger
  databaseUrl: string
  jwtSecret: string
  clock?: Clock
  /** The time limit for Redis; longer than usual on a busy machine, such as one that runs tests. */
  redisTimeoutMs?: number
  /** The time limit for the replica. */
  replicaTimeoutMs?: number
  databaseLimits?: Limits
  /** The number of log lines that could not be written. */
  lostLogLines?: () => number
}

// A request that would wait longer in a queue is refused: its client has probably given up by then.
const maxWaitMs = 3_000
const maxWaiting = 100
// A request in `queryQueue` runs several queries at the same time; the other connections stay free for cheap requests.
const connectionsPerQueryRequest = 3
const maxExports = 2
// A reader that is slow on purpose must not take the other place, too.
const maxExportsOfUser = 1
// One of the `longConnections` is left for the jobs.
const maxReports = 2
const maxReportsOfUser = 1
// A page may ask for several reports at once, which then run one after another. With the minute that a report may take, this is less than
// the time that deploy/nginx.conf waits for a response.
const maxReportWaitMs = 10_000
// Work that takes longer is no longer counted as running, and its client gets 503 `unavailable`.
const maxShortWorkMs = 5_000
// The reader of an export may be slow, and a transaction may wait for locks several times.
const maxLongWorkMs = 60_000

// In addition to the connections of DB_POOL_MAX.
const longConnections = 3

/** The composition root; `closeDeps` undoes it. */
export function createDeps({
  config,
  log,
  databaseUrl,
  jwtSecret,
  clock = systemClock,
  redisTimeoutMs,
  replicaTimeoutMs,
  databaseLimits,
  lostLogLines = () => 0,
}: Sources): Deps {
  const applicationName = applicationNameOf(config)
  const pool = createPool(databaseUrl, config.DB_POOL_MAX, { limits: databaseLimits, applicationName })
  const longPool = createPool(databaseUrl, longConnections, { limits: longLimits, applicationName })
  for (const eachPool of [pool, longPool])
    eachPool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'))
  const url = config.REDIS_URL
  const databaseIdentity = () => databaseIdentityOf(db)
  const redis = url ? connectRedis({ url, log, databaseIdentity, timeoutMs: redisTimeoutMs }) : null
  const tokens = cacheTokensFor(config, redis)
  const [db, longDb] = [
    createDb(pool, tokens.beginInvalidation),
    createDb(longPool, tokens.beginInvalidation),
  ]
  const replicaUrl = config.DATABASE_REPLICA_URL
  const replica = replicaUrl
    ? createReplica({
        url: replicaUrl,
        primary: db,
        fallback: longDb,
        log,
        connections: longConnections,
        applicationName,
        timeoutMs: replicaTimeoutMs,
      })
    : noReplica(longDb)
  const exhaustion = createExhaustion(db)
  const isLimited = config.RATE_LIMIT_MAX > 0
  const createLimiter = isLimited ? limiterFactory(redis) : noLimiter
  // One core is left for everything else.
  const otherCores = availableParallelism() - 1
  const createQueue = (limit: number, options: Partial<QueueOptions> = {}) =>
    isLimited
      ? createFairQueue({
          maxRunning: Math.max(1, limit),
          maxWaiting,
          maxWaitMs,
          maxWorkMs: maxShortWorkMs,
          ...options,
        })
      : unlimitedQueue
  return {
    config,
    log,
    pool,
    readRows: createReadRows(pool),
    db,
    longDb,
    longPool,
    replica,
    exhaustion,
    redis,
    responseCache: createResponseCache({ tokens, clock, shared: redis && createSharedResponses(redis) }),
    clock,
    metrics: createMetrics({
      pool,
      replica,
      redis,
      readDatabaseMetrics: createDatabaseMetricsReader(db, exhaustion, clock),
      lostLogLines,
    }),
    actors: createActorCache(db, clock),
    loadAllTerms: createTermsLoader(tokens, db, clock),
    loadSpaceCounts: createSpaceCountsLoader(tokens, db),
    nextDue: createNextDue(tokens, db, clock),
    basicCredentialsCache: createBasicCredentialsCache(),
    verifiedTokens: createVerifiedTokens(),
    createLimiter,
    throttle: createThrottle(
      createLimiter,
      createUndelayedCredentials(),
      createKnownHosts((attempt) => hasSignedInFrom(db, attempt)),
    ),
    queryQueue: createQueue(Math.floor(config.DB_POOL_MAX / connectionsPerQueryRequest)),
    longResponseQueue: createQueue(otherCores),
    exportQueue: createQueue(maxExports, { maxWorkMs: maxLongWorkMs, maxRunningOfKey: maxExportsOfUser }),
    reportQueue: createQueue(maxReports, {
      maxWorkMs: maxLongWorkMs,
      maxRunningOfKey: maxReportsOfUser,
      maxWaitMs: maxReportWaitMs,
    }),
    bookingQueue: createQueue(Math.floor(config.DB_POOL_MAX / 2), { maxWorkMs: maxLongWorkMs }),
    passwords: createPasswords(createQueue(otherCores)),
    sendMail: createMailTransport(config, log),
    composers: {
      booking: bookingComposer(config.MAIL_FROM),
      payment: paymentComposer,
      receipt: receiptComposer,
      ...composersOfAccountMails(config),
      merge: mergeComposer(config),
    },
    paymentProvider: paymentProviderOf(config),
    onPaid: settleBookingOfPayment,
    jwtSecret: new TextEncoder().encode(jwtSecret),
  }
}

export function paymentProviderOf(config: Config): PaymentProvider | null {
  if (config.PAYMENTS === 'none') return null
  return config.PAYMENTS === 'stripe' ? createStripe(config) : createYooKassa(config)
}

/**
 * Where other instances write to the database, this process must learn of their writes. An embedded database has one instance; beside it
 * only tools write (`make admin`, `make finish-refund`), and they write nothing that a cached response shows.
 */
function cacheTokensFor(config: Config, redis: Redis | null): CacheTokens {
  if (redis) return createRedisCacheTokens(redis)
  return config.DATABASE_URL ? noCacheTokens : createLocalCacheTokens()
}

// The end of the process waits at most this long for queries that are still running, such as those of aborted requests.
const closeTimeoutMs = 500

export async function closeDeps(deps: Pick<Deps, 'pool' | 'longPool' | 'replica' | 'redis'>): Promise<void> {
  deps.redis?.close()
  const ended = Promise.all([deps.pool.end(), deps.longPool.end(), deps.replica.close()])
  await Promise.race([ended, sleep(closeTimeoutMs, undefined, { ref: false })])
}
