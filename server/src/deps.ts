import type pg from 'pg'
import type { Logger } from 'pino'
import type { CreateLimiter } from './cache/limiter.ts'
import type { Redis } from './cache/redis.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import type { Exhaustion } from './db/exhaustion.ts'
import type { ReadRows } from './db/reads.ts'
import type { Replica } from './db/replica.ts'
import type { Metrics } from './metrics.ts'
import type { BasicCredentialsCache } from './modules/auth/auth.caches.ts'
import type { Passwords } from './modules/auth/auth.hash.ts'
import type { Throttle } from './modules/auth/auth.throttle.ts'
import type { NextDue } from './modules/calendar/calendar.next-due.ts'
import type { Composers, SendMail } from './modules/mails/mail.message.ts'
import type { PaymentProvider } from './modules/payments/payment.provider.ts'
import type { OnPaid } from './modules/payments/payment.purchase.ts'
import type { LoadAllTerms, LoadSpaceCounts } from './modules/quotes/quote.terms.ts'
import type { ActorCache } from './modules/sessions/session.actors.ts'
import type { VerifiedTokens } from './modules/sessions/session.caches.ts'
import type { Clock } from './shared/clock.ts'
import type { FairQueue } from './shared/fair-queue.ts'

/** The shared dependencies of all use cases; each use case takes the few that it needs with `Pick`. compose.ts makes them. */
export type Deps = {
  config: Config
  log: Logger
  pool: pg.Pool
  /** For the most frequent reads, on connections of the pool that several requests share. */
  readRows: ReadRows
  db: Db
  /** For work that takes long: reports and clean-up. It has its own connections, so that it never takes those of requests. */
  longDb: Db
  longPool: pg.Pool
  /** For reports. */
  replica: Replica
  /** Whether PostgreSQL has run out of disk, memory or connections. */
  exhaustion: Exhaustion
  /** Null where no Redis is configured. Redis may be unreachable at any moment. */
  redis: Redis | null
  /** Cached responses of reads; each write invalidates the responses that it affects. */
  responseCache: ResponseCache
  clock: Clock
  metrics: Metrics
  /** Cached for less than a second. */
  actors: ActorCache
  /** The terms of all spaces, cached. */
  loadAllTerms: LoadAllTerms
  /** The number of spaces of each type and terms, cached. */
  loadSpaceCounts: LoadSpaceCounts
  /** The next due instant of any booking, cached. */
  nextDue: NextDue
  basicCredentialsCache: BasicCredentialsCache
  /** Access tokens whose signature was verified a moment ago. */
  verifiedTokens: VerifiedTokens
  createLimiter: CreateLimiter
  /** Delays attempts to guess a password. */
  throttle: Throttle
  /** The queue for responses that need several queries. */
  queryQueue: FairQueue
  /** The queue for responses that may be megabytes long. */
  longResponseQueue: FairQueue
  /** The queue for `GET /me/export`: the work lasts until the response is sent. */
  exportQueue: FairQueue
  /** The queue for reports: one of `longPool`'s connections is left for the jobs. */
  reportQueue: FairQueue
  /** The queue for bookings and moves: a request that waits for a space's lock holds a connection. */
  bookingQueue: FairQueue
  passwords: Passwords
  sendMail: SendMail
  /** Composes the waiting mails, at the moment of sending. */
  composers: Composers
  /** Null with `PAYMENTS=none`. */
  paymentProvider: PaymentProvider | null
  /** Settles the booking for which a payment has succeeded. */
  onPaid: OnPaid
  /** Signs access tokens. */
  jwtSecret: Uint8Array
}
