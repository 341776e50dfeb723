import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import type { PersonExport } from './privacy.schema.ts'

type Row = Record<string, unknown>

/** A part of the export: `rows` is a table with the alias `r`, joined and filtered; `batchSize` rows are read at a time. */
type Section = { columns: RawBuilder<unknown>; rows: RawBuilder<unknown>; batchSize: number }

const largeBatch = 500
// These rows include their quotes, which are long.
const smallBatch = 5

/** Each key of `PersonExport` is a section here, or this does not compile. */
const sectionsOf = (userId: string, accounts = accountsOf(userId)) =>
  ({
    sessions: {
      columns: sql`r.id, r.user_agent, r.address, r.created_at, r.last_used_at, r.expires_at, r.ended_at`,
      rows: sql`sessions r WHERE r.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    bookings: {
      columns: sql`r.id, r.space_id, r.location_id, r.starts_at, r.ends_at, r.status, r.title, r.total_price, r.currency,
        r.refunded, r.hold_until, r.quote, r.cancellation, r.cancelled_at, r.cancel_reason, r.created_at, r.updated_at`,
      // The last condition is always true: each of its halves lets PostgreSQL use a partial index of bookings by user.
      rows: sql`bookings r WHERE r.user_id = ANY (${accounts}) AND (r.deleted_at IS NULL OR r.deleted_at IS NOT NULL)`,
      batchSize: smallBatch,
    },
    entries: {
      columns: sql`r.id, a.currency, CASE WHEN r.to_account = a.id THEN r.amount ELSE -r.amount END AS amount,
        r.balance_after, r.kind, CASE WHEN r.kind IN ('top_up', 'payout') THEN o.kind END AS channel, r.booking_id, r.payment_id,
        r.location_id, r.shift_id, r.memo, r.created_at`,
      rows: sql`transfers r JOIN accounts a ON a.id = r.wallet_id
        JOIN accounts o ON o.id = CASE WHEN r.to_account = a.id THEN r.from_account ELSE r.to_account END
        WHERE a.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    payments: {
      columns: sql`r.id, r.amount, r.currency, r.status, r.provider, r.provider_id, r.booking_id, r.disputed_at, r.receipt_contact,
        r.created_at, r.finished_at`,
      rows: sql`payments r WHERE r.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    refunds: {
      columns: sql`r.id, r.payment_id, r.amount, r.status, r.reason, r.receipt_contact, r.created_at, r.finished_at`,
      rows: sql`payment_refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    reviews: {
      columns: sql`r.id, r.space_id, r.author_name, r.rating, r.text, r.status, r.created_at, r.updated_at`,
      rows: sql`reviews r WHERE r.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    mails: {
      columns: sql`r.id, r.kind, r.subject_line AS subject, r.recipient, r.state, r.created_at,
        CASE WHEN r.state = 'sent' THEN r.finished_at END AS sent_at,
        CASE WHEN r.state = 'failed' THEN r.finished_at END AS failed_at`,
      rows: sql`outgoing_mails r WHERE r.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    shifts: {
      columns: sql`r.id, r.location_id, r.currency, r.float_amount AS float, r.counted, r.opened_at, r.closed_at`,
      rows: sql`(SELECT *, opened_at AS created_at FROM shifts) r WHERE r.user_id = ANY (${accounts})`,
      batchSize: largeBatch,
    },
    mergedAccounts: {
      columns: sql`r.id, r.first_name, r.last_name, r.phone, r.note, r.tags, r.created_at, r.deleted_at AS merged_at`,
      rows: sql`users r WHERE r.merged_into = ${userId}`,
      batchSize: largeBatch,
    },
  }) satisfies Record<Exclude<keyof PersonExport, 'exportedAt' | 'user'>, Section>

/** The account of a person, and the accounts that were merged into it. */
const accountsOf = (userId: string) =>
  sql`ARRAY(SELECT id FROM users WHERE id = ${userId} OR merged_into = ${userId})`

/**
 * The rows of the sections above, with the listed columns, oldest first. Only `batchSize` rows at a time are held in memory, and
 * the ids of the others.
 */
export async function* findExportSections(
  db: Db,
  userId: string,
): AsyncGenerator<{ name: string; rows: AsyncGenerator<Row[]> }> {
  for (const [name, section] of Object.entries(sectionsOf(userId))) yield { name, rows: rowsOf(db, section) }
}

async function* rowsOf(db: Db, { columns, rows, batchSize }: Section): AsyncGenerator<Row[]> {
  const order = sql`ORDER BY r.created_at, r.id`
  const { rows: found } = await sql<{ id: string }>`SELECT r.id FROM ${rows} ${order}`.execute(db)
  const ids = found.map(({ id }) => id)
  for (let from = 0; from < ids.length; from += batchSize) {
    const batchIds = ids.slice(from, from + batchSize)
    const part = sql<Row>`SELECT ${columns} FROM ${rows} AND r.id = ANY(${batchIds}::uuid[]) ${order}`
    yield (await part.execute(db)).rows
  }
}
