import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/db.ts'
import { checks } from './audit.checks.ts'
import type { Finding } from './audit.finding.ts'
import { type AuditMoment, atMoment } from './audit.moment.ts'

/** All checks as one query, which the tests prepare once for each database: planning is most of a check's time on a small database. */
export const everyCheck = (moment: AuditMoment): RawBuilder<unknown> =>
  atMoment(
    moment,
    sql.join(
      Object.entries(checks).map(
        ([check, query]) => sql`SELECT ${sql.lit(check)} AS check, id::text, detail FROM (${query}) found`,
      ),
      sql` UNION ALL `,
    ),
  )

/** Every row that violates a check, in one snapshot; empty where there is none. */
export function auditBooks(db: Db, moment: AuditMoment): Promise<Finding[]> {
  return db.transaction().execute(async (trx) => {
    await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`.execute(trx)
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    const found: Finding[] = []
    for (const [check, query] of Object.entries(checks)) {
      const { rows } = await atMoment(moment, query).execute(trx)
      for (const row of rows as Omit<Finding, 'check'>[]) found.push({ check, ...row })
    }
    return found
  })
}
