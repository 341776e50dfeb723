import type pg from 'pg'
import type { Logger } from 'pino'
import type { CreateLimiter } from './cache/limiter.ts'
import type { Redis } from './cache/redis.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import type { Reads } from './db/reads.ts'
import type { Replica } from './db/replica.ts'
import type { Shortage } from './db/shortage.ts'
import type { Metrics } from './metrics.ts'
import type { VerifiedPairs } from './modules/auth/auth.caches.ts'
import type { Passwords } from './modules/auth/auth.hash.ts'
import type { Throttle } from './modules/auth/auth.throttle.ts'
import type { Composers, SendMail } from './modules/mails/mail.message.ts'
import type { OnPaid } from './modules/payments/payment.hooks.ts'
import type { PaymentProvider } from './modules/payments/payment.provider.ts'
import type { AllTerms } from './modules/quotes/quote.terms.ts'
import type { ActorCache } from './modules/sessions/session.actors.ts'
import type { VerifiedTokens } from './modules/sessions/session.caches.ts'
import type { Clock } from './shared/clock.ts'
import type { Turns } from './shared/turns.ts'

/** Everything that use cases share; each takes the few it needs with `Pick`. compose.ts makes it. */
export type Deps = {
  config: Config
  log: Logger
  pool: pg.Pool
  /** For what is read most, on connections of the pool that several share. */
  reads: Reads
  db: Db
  /** For what takes long by its nature: reports, clean-up. Connections of its own, so that it never keeps requests from theirs. */
  longDb: Db
  longPool: pg.Pool
  /** For reports. */
  replica: Replica
  shortage: Shortage
  /** Null where none is configured. It may be away at any moment. */
  redis: Redis | null
  /** Ready answers of reads; writes make them stale by what they invalidate. */
  responseCache: ResponseCache
  clock: Clock
  metrics: Metrics
  actors: ActorCache
  allTerms: AllTerms
  verifiedPairs: VerifiedPairs
  verifiedTokens: VerifiedTokens
  createLimiter: CreateLimiter
  throttle: Throttle
  /** For answers that cost several queries. */
  turns: Turns
  /** For answers that may be megabytes. */
  longTurns: Turns
  /** For `GET /me/export`, until it is sent. */
  exportTurns: Turns
  /** For what books or moves: who waits for a space's lock holds a connection. */
  bookingTurns: Turns
  passwords: Passwords
  sendMail: SendMail
  /** Make the mails that wait, at the moment of sending. */
  composers: Composers
  /** Null with `PAYMENTS=none`. */
  paymentProvider: PaymentProvider | null
  onPaid: OnPaid
  /** Signs access tokens. */
  jwtSecret: Uint8Array
}
