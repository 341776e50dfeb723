import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Db } from './db/db.ts'
import { purgeIdempotencyKeys } from './db/idempotency.ts'
import type { Deps } from './deps.ts'
import { cutAuditTrail } from './modules/audit/audit.service.ts'
import { purgeMailedTokens } from './modules/auth/auth.jobs.ts'
import { sweepDue, sweepReminders } from './modules/bookings/booking.jobs.ts'
import { clearStaleCancellationMarks } from './modules/closures/closure.cancel.ts'
import { purgeCancellations, sweepClosures } from './modules/closures/closure.jobs.ts'
import { purgeEvents } from './modules/events/event.service.ts'
import {
  moveMailsOfPreviousVersion,
  purgeMails,
  releaseMailsAfterSetBack,
  sendMails,
} from './modules/mails/mail.jobs.ts'
import { checkDuePayments, checkDueRefunds, endUnreachablePayments } from './modules/payments/payment.jobs.ts'
import { purgeExpiredSessions } from './modules/sessions/session.service.ts'
import { hourMs } from './shared/time-range.ts'

type JobDeps = Pick<
  Deps,
  | 'config'
  | 'db'
  | 'longDb'
  | 'exhaustion'
  | 'clock'
  | 'log'
  | 'sendMail'
  | 'composers'
  | 'paymentProvider'
  | 'onPaid'
>
type LoopDeps = JobDeps & Pick<Deps, 'metrics'>
type Step = (deps: JobDeps) => Promise<number>
type Job = { name: string; everyMs: number; steps: Step[] }

/** A purge deletes rows whose retention time is over. */
type Purge = (db: Db, now: number, config: Config) => Promise<unknown>
const purges: Purge[] = [
  purgeIdempotencyKeys,
  purgeCancellations,
  purgeExpiredSessions,
  purgeMailedTokens,
  purgeMails,
  purgeEvents,
  (db, now, { AUDIT_RETENTION_DAYS }) => cutAuditTrail(db, now, AUDIT_RETENTION_DAYS),
]
// Each purge is a separate step, so that a purge that always fails does not stop the others.
const cleanUpSteps = purges.map(
  (purge): Step =>
    async ({ longDb, clock, config }) => {
      await purge(longDb, clock.now(), config)
      return 0
    },
)

/**
 * The background jobs. Each step of a job does a bounded amount of work and returns the amount. Two kinds of steps of the clean-up do not: a
 * purge deletes all that is old, in batches with the longer time limit of `longDb`, and returns 0; `endUnreachablePayments` ends all such
 * payments. Any number of instances may run the jobs.
 */
const jobs: Job[] = [
  { name: 'due bookings', everyMs: 250, steps: [sweepDue] },
  { name: 'closures', everyMs: 1_000, steps: [sweepClosures] },
  { name: 'reminders', everyMs: 1_000, steps: [sweepReminders] },
  { name: 'mails after the clock was set back', everyMs: 5_000, steps: [releaseMailsAfterSetBack] },
  { name: 'mails', everyMs: 250, steps: [sendMails] },
  { name: 'mails of the previous version', everyMs: 5_000, steps: [moveMailsOfPreviousVersion] },
  { name: 'payments', everyMs: 1_000, steps: [checkDuePayments] },
  { name: 'refunds', everyMs: 1_000, steps: [checkDueRefunds] },
  {
    name: 'clean-up',
    everyMs: hourMs,
    steps: [...cleanUpSteps, clearStaleCancellationMarks, endUnreachablePayments],
  },
]

/**
 * For tests, which move the clock themselves: runs all jobs again and again until a whole round has found nothing to do. A job can make work
 * for another, such as a mail about a payment. Throws the first failure.
 */
export async function runJobs(deps: JobDeps): Promise<void> {
  let processed: number
  do {
    processed = 0
    for (const job of jobs) {
      const run = await runOnce(deps, job)
      if (run.failures.length > 0) throw run.failures[0]
      processed += run.processed
    }
  } while (processed > 0)
}

/** Runs each step of a job once, also after a step that failed. A failure by exhaustion in PostgreSQL makes `/readyz` fail. */
async function runOnce(deps: JobDeps, { steps }: Job): Promise<{ processed: number; failures: unknown[] }> {
  let processed = 0
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      processed += await step(deps)
    } catch (error) {
      deps.exhaustion.record(error)
      failures.push(error)
    }
  }
  return { processed, failures }
}

// The time limit of a stop: a batch is done long before, and a mail server that does not answer must not delay the stop.
const stopTimeoutMs = 700

/**
 * Starts the jobs. The returned function stops them, and resolves when their current work is done, or after a short time: all of
 * the work may be aborted, and another instance or the next start then continues it.
 */
export function startJobs(deps: LoopDeps): () => Promise<void> {
  const stopping = new AbortController()
  for (const { name } of jobs) deps.metrics.registerJob(name)
  const loops = jobs.map((job) => loop(deps, job, stopping.signal))
  return async () => {
    stopping.abort()
    await Promise.race([Promise.all(loops), sleep(stopTimeoutMs, undefined, { ref: false })])
  }
}

async function loop(deps: LoopDeps, job: Job, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const processed = await runJob(deps, job)
    // An abort ends the pause at once.
    if (processed === 0) await sleep(job.everyMs, undefined, { signal: stopping }).catch(() => {})
  }
}

async function runJob(deps: LoopDeps, job: Job): Promise<number> {
  const startedAt = performance.now()
  const { processed, failures } = await runOnce(deps, job)
  for (const error of failures)
    deps.log.error({ err: error, job: job.name }, 'a job failed; it will be tried again')
  const seconds = (performance.now() - startedAt) / 1_000
  deps.metrics.countJobRun(job.name, { seconds, failed: failures.length > 0 })
  return processed
}
