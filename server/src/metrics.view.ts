import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from './db/db.ts'
import type { Exhaustion } from './db/exhaustion.ts'
import type { Clock } from './shared/clock.ts'
import { dayMs, hourMs, toInstant } from './shared/time-range.ts'

/** The values of the metrics that only the database knows, at one moment. Ages are in seconds; 0 where nothing waits. */
export type DatabaseMetrics = {
  mailsWaiting: number
  mailsFailed: number
  mailsFailedLastHour: number
  oldestMailSeconds: number
  overdueSeconds: number
  /** Whether PostgreSQL answers, but has run out of disk, memory or connections. */
  isExhausted: boolean
}

// The database is queried at most once in this time, however many clients scrape the metrics.
const maxAgeMs = 5_000
const deadlineMs = 2_000

/** Makes a function that reads the metrics, or returns those of a moment ago; null while the database does not answer in time. */
export function createDatabaseMetricsReader(
  db: Db,
  exhaustion: Exhaustion,
  clock: Clock,
): () => Promise<DatabaseMetrics | null> {
  let readAt = Number.NEGATIVE_INFINITY
  let databaseMetrics: Promise<DatabaseMetrics | null> = Promise.resolve(null)
  const readAll = async () => ({
    ...(await readDatabaseMetrics(db, clock.now())),
    isExhausted: await exhaustion.isStillPresent(),
  })
  return () => {
    if (performance.now() - readAt >= maxAgeMs) {
      readAt = performance.now()
      const late = sleep(deadlineMs, null, { ref: false })
      databaseMetrics = Promise.race([readAll().catch(() => null), late])
    }
    return databaseMetrics
  }
}

async function readDatabaseMetrics(db: Db, now: number): Promise<Omit<DatabaseMetrics, 'isExhausted'>> {
  const at = toInstant(now)
  const age = (instant: ReturnType<typeof sql>) =>
    sql`greatest(coalesce(extract(epoch FROM ${at}::timestamptz - ${instant}), 0), 0)::float8`
  const failedSince = (since: number) =>
    sql`(SELECT count(*) FROM outgoing_mails WHERE state = 'failed' AND finished_at > ${toInstant(since)})`
  // A mail that its recipient's server has deferred waits only from its next attempt on. While the mail server gets no mail at all, no attempt
  // counts, except the one that is being made; and where it defers all mails, none was sent since this one was queued.
  const waitsSince = sql`CASE WHEN last_error IS NOT NULL AND (attempts <= (taken_until IS NOT NULL)::int
      OR created_at > (SELECT coalesce(max(sent.finished_at), '-infinity') FROM outgoing_mails sent WHERE sent.state = 'sent'))
    THEN created_at ELSE due_at END`
  const { rows } = await sql<DatabaseMetrics>`
    SELECT waiting.count AS mails_waiting, ${age(sql`waiting.oldest`)} AS oldest_mail_seconds,
      ${failedSince(now - 30 * dayMs)} AS mails_failed, ${failedSince(now - hourMs)} AS mails_failed_last_hour,
      ${age(sql`(SELECT min(due_at) FROM bookings WHERE due_at IS NOT NULL)`)} AS overdue_seconds
    FROM (SELECT count(*), min(${waitsSince}) AS oldest FROM outgoing_mails WHERE state = 'waiting') waiting
  `.execute(db)
  return rows[0] as DatabaseMetrics
}
