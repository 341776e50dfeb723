import { setTimeout as sleep } from 'node:timers/promises'
import { purgeIdempotencyKeys } from './db/idempotency.ts'
import type { Deps } from './deps.ts'
import { cutAuditTrail } from './modules/audit/audit.service.ts'
import { purgeExpiredSignInData } from './modules/auth/auth.jobs.ts'
import { sweepDue, sweepReminders } from './modules/bookings/booking.jobs.ts'
import { purgeCancellations, sweepClosures } from './modules/closures/closure.jobs.ts'
import { purgeEvents } from './modules/events/event.service.ts'
import { moveMailsOfEarlierVersion, purgeMails, sendMails } from './modules/mails/mail.jobs.ts'
import { checkDuePayments, checkDueRefunds } from './modules/payments/payment.jobs.ts'
import { hourMs } from './shared/time-range.ts'

type JobDeps = Pick<
  Deps,
  | 'config'
  | 'db'
  | 'longDb'
  | 'shortage'
  | 'clock'
  | 'log'
  | 'sendMail'
  | 'composers'
  | 'paymentProvider'
  | 'onPaid'
>
type LoopDeps = JobDeps & Pick<Deps, 'metrics'>
type Job = { name: string; everyMs: number; run(deps: JobDeps): Promise<number> }

/** The background jobs. Each run does a bounded amount of work and returns the amount; any number of instances may run them. */
const jobs: Job[] = [
  { name: 'due bookings', everyMs: 250, run: sweepDue },
  { name: 'closures', everyMs: 1_000, run: sweepClosures },
  { name: 'reminders', everyMs: 1_000, run: sweepReminders },
  { name: 'mails', everyMs: 250, run: sendMails },
  { name: 'earlier mails', everyMs: 5_000, run: moveMailsOfEarlierVersion },
  { name: 'payments', everyMs: 1_000, run: checkDuePayments },
  { name: 'refunds', everyMs: 1_000, run: checkDueRefunds },
  { name: 'clean-up', everyMs: hourMs, run: cleanUp },
]

/** Deletes rows whose retention time is over. */
async function cleanUp({ longDb: db, clock, config }: JobDeps): Promise<number> {
  const now = clock.now()
  await purgeIdempotencyKeys(db, now)
  await purgeCancellations(db, now)
  await purgeExpiredSignInData(db, now)
  await purgeMails(db, now)
  await purgeEvents(db, now)
  await cutAuditTrail(db, now, config.AUDIT_RETENTION_DAYS)
  return 0
}

/** Runs every job until none finds anything left to do: for tests, which move the clock themselves. */
export async function runJobs(deps: JobDeps): Promise<void> {
  for (const job of jobs) while ((await runPiece(deps, job)) > 0);
}

/** Runs one piece of a job; readiness needs the reason of a failure. */
async function runPiece(deps: JobDeps, { run }: Job): Promise<number> {
  try {
    return await run(deps)
  } catch (error) {
    deps.shortage.record(error)
    throw error
  }
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
    if (processed === 0) await pause(job.everyMs, stopping)
  }
}

async function runJob(deps: LoopDeps, job: Job): Promise<number> {
  const startedAt = performance.now()
  let failed = false
  const processed = await runPiece(deps, job).catch((error: unknown) => {
    failed = true
    deps.log.error({ err: error, job: job.name }, 'a job failed; it will be tried again')
    return 0
  })
  deps.metrics.jobRan(job.name, { seconds: (performance.now() - startedAt) / 1_000, failed })
  return processed
}

function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      stopping.removeEventListener('abort', done)
      resolve()
    }
    stopping.addEventListener('abort', done)
    if (stopping.aborted) done()
  })
}
