import { type RawBuilder, sql } from 'kysely'
import { applicationNameWithJobs } from '../db/application-name.ts'
import type { Db } from '../db/db.ts'
import type { Clock } from '../shared/clock.ts'
import { type Instant, toInstant, toMs } from '../shared/time-range.ts'

/**
 * The moment of an audit, in milliseconds. The background jobs have done all that was due before `jobsRanAt`. It is null where no
 * instance runs them, and after a restore: then work that is due and not done is no fault, because the first jobs of the next start do it.
 */
export type AuditMoment = { now: number; jobsRanAt: number | null }

/** The moment on the clock of a service whose jobs run. */
export const momentOf = (clock: Clock): AuditMoment => ({ now: clock.now(), jobsRanAt: clock.now() })

/**
 * The moment on the clock of PostgreSQL. The jobs run where another connection has the name of an instance that runs them: they keep a
 * connection open. Instances with `PROCESS=web` and tools have other names.
 */
export async function presentMoment(db: Db): Promise<AuditMoment> {
  const { rows } = await sql<{ now: Instant; runsJobs: boolean }>`
    SELECT now() AS now, EXISTS (
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND application_name = ${applicationNameWithJobs}) AS runs_jobs`.execute(db)
  const [row] = rows
  if (!row) throw new Error('PostgreSQL did not return its time')
  const now = toMs(row.now)
  return { now, jobsRanAt: row.runsJobs ? now : null }
}

/** The query with the table `moment`, which the checks read. */
export const atMoment = ({ now, jobsRanAt }: AuditMoment, query: RawBuilder<unknown>) => sql`
  WITH moment AS (
    SELECT ${toInstant(now)}::timestamptz AS now,
      ${jobsRanAt === null ? null : toInstant(jobsRanAt)}::timestamptz AS jobs_ran_at)
  ${query}`
