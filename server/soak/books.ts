import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { auditDatabase } from '../../testing/postgres/books.ts'
import { runTool } from '../../testing/processes/run-tool.ts'
import { noInvalidation } from '../src/cache/cache-tag.ts'
import { createDb, createPool, type Db } from '../src/db/db.ts'
import { findRunningEmbedded } from '../src/db/embedded/embedded.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'

const isUrl = (database: string) => database.startsWith('postgres://')

/**
 * Runs `work` on a database: `database` is a URL, or the DATA_DIR of a running service with an embedded database. It tries again
 * while PostgreSQL is still starting after a crash.
 */
export const onDatabase = <T>(database: string, work: (db: Db) => Promise<T>): Promise<T> =>
  onUrl(database, (url) => {
    const pool = createPool(url, 2)
    return work(createDb(pool, noInvalidation)).finally(() => pool.end())
  })

async function onUrl<T>(database: string, work: (url: string) => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    const url = isUrl(database) ? database : await findRunningEmbedded(database)
    try {
      if (!url) throw new Error(`no PostgreSQL runs in ${database}`)
      return await work(url)
    } catch (error) {
      if (left === 0) throw error
      await sleep(100)
    }
  }
}

/** Audits the books, and returns a line for each violation. */
export async function findViolations(database: string): Promise<string[]> {
  const findings = await onUrl(database, (url) => auditDatabase(url))
  return findings.map(({ check, id, detail }) => `the audit's check “${check}” fails: ${id} ${detail}`)
}

/** Audits the books by the script of `make audit`, which starts the PostgreSQL of a DATA_DIR where it does not run. */
export async function findViolationsByScript(
  database: string,
  isRight = /^The books are right/,
): Promise<string[]> {
  const settings = isUrl(database) ? { DATABASE_URL: database } : { DATA_DIR: database }
  const { stdout, stderr } = await runTool('audit/audit.ts', [], settings)
  return isRight.test(stdout + stderr) ? [] : [`make audit: ${stdout}${stderr}`]
}

/** The state of a booking in the last response about it. */
export type AcknowledgedBooking = Pick<
  Booking,
  'id' | 'version' | 'startsAt' | 'spaceId' | 'status' | 'totalPrice' | 'refunded'
>

/**
 * Compares bookings with the state in their last responses. Reports each that is missing, has an older state, or was not charged,
 * and each title that two bookings have, because every request had another title.
 */
export async function findLostBookings(
  database: string,
  acknowledged: AcknowledgedBooking[],
): Promise<string[]> {
  const ids = acknowledged.map((booking) => booking.id)
  const [rows, repeatedTitles] = await onDatabase(database, async (db) => [
    await sql<AcknowledgedBooking & { charged: number }>`
      SELECT id, version, starts_at, space_id, status, total_price, refunded,
        (SELECT coalesce(sum(amount), 0) FROM transfers WHERE booking_id = bookings.id AND kind = 'charge')::bigint AS charged
      FROM bookings WHERE id = ANY(${ids}::uuid[])`
      .execute(db)
      .then((result) => result.rows),
    await sql<{ title: string }>`SELECT title FROM bookings GROUP BY title HAVING count(*) > 1`
      .execute(db)
      .then((result) => result.rows),
  ])
  const stored = new Map(rows.map((row) => [row.id, row]))
  const lost = acknowledged.flatMap((booking) => {
    const violation = findViolation(booking, stored.get(booking.id))
    return violation ? [`booking ${booking.id} ${violation}`] : []
  })
  return [
    ...lost,
    ...repeatedTitles.map(({ title }) => `two bookings have the title ${title} of one request`),
  ]
}

function findViolation(
  acknowledged: AcknowledgedBooking,
  stored: (AcknowledgedBooking & { charged: number }) | undefined,
): string | null {
  if (!stored) return 'is missing'
  if (stored.charged < acknowledged.totalPrice)
    return `was charged ${stored.charged} of ${acknowledged.totalPrice}`
  if (stored.version < acknowledged.version)
    return `is at version ${stored.version}, but a response had version ${acknowledged.version}`
  // The response of a later change has not arrived yet.
  if (stored.version > acknowledged.version) return null
  const fields = ['startsAt', 'spaceId', 'status', 'totalPrice', 'refunded'] as const
  const wrong = fields.find((field) => stored[field] !== acknowledged[field])
  return wrong ? `has ${wrong} ${stored[wrong]}, but a response had ${acknowledged[wrong]}` : null
}
