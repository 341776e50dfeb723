import pg from 'pg'
import { auditBooks, everyCheck } from '../../server/src/audit/audit.books.ts'
import type { Finding } from '../../server/src/audit/audit.finding.ts'
import { type AuditMoment, presentMoment } from '../../server/src/audit/audit.moment.ts'
import { noInvalidation } from '../../server/src/cache/cache-tag.ts'
import { createDb, createPool, type Db, toolLimits } from '../../server/src/db/db.ts'
import type { Clock } from '../../server/src/shared/clock.ts'

export type BooksAuditor = {
  /** Every guarantee that the books break; empty when there is none. */
  audit(): Promise<Finding[]>
  close(): Promise<void>
}

/** Audits the books of a database, on connections of its own; without `moment` as they are now, on the clock of PostgreSQL. */
export async function auditDatabase(url: string, moment?: AuditMoment): Promise<Finding[]> {
  const pool = createPool(url, 2, { limits: toolLimits })
  const db = createDb(pool, noInvalidation)
  try {
    return await auditBooks(db, moment ?? (await presentMoment(db)))
  } finally {
    await pool.end()
  }
}

/** Audits the books after each test: on one connection, which plans the checks once, at the time of the test's clock. */
export function createBooksAuditor(databaseUrl: string, db: Db, clock: Clock): BooksAuditor {
  let client: pg.Client | null = null
  const connect = async () => {
    const created = new pg.Client({ connectionString: databaseUrl })
    // A test may stop the server, or end its connections.
    created.on('error', () => {
      client = null
    })
    await created.connect()
    return created
  }
  return {
    audit: async () => {
      client ??= await connect()
      // A due booking is no fault: it stays due until a test runs the jobs.
      const moment = { now: clock.now(), jobsRanAt: null }
      const { sql: text, parameters } = everyCheck(moment).compile(db)
      return (await client.query<Finding>({ name: 'books', text, values: [...parameters] })).rows
    },
    close: async () => client?.end(),
  }
}
