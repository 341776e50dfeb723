import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'

type Row = Record<string, unknown>

/** All rows about a person, whole, oldest first. */
export async function findEverything(db: Db, userId: string) {
  const sessions = await sql<Row>`
    SELECT id, user_agent, address, created_at, last_used_at, expires_at, ended_at
    FROM sessions WHERE user_id = ${userId} ORDER BY created_at`.execute(db)
  const bookings = await sql<Row>`
    SELECT id, space_id, location_id, starts_at, ends_at, status, title, total_price, currency, refunded, quote,
      cancellation, cancelled_at, cancel_reason, created_at, updated_at
    FROM bookings WHERE user_id = ${userId} ORDER BY created_at`.execute(db)
  const entries = await sql<Row>`
    SELECT t.id, a.currency, CASE WHEN t.to_account = a.id THEN t.amount ELSE -t.amount END AS amount,
      t.balance_after, t.kind, t.booking_id, t.memo, t.created_at
    FROM transfers t JOIN accounts a ON a.id = t.wallet_id WHERE a.user_id = ${userId} ORDER BY t.created_at`.execute(
    db,
  )
  const reviews = await sql<Row>`
    SELECT id, space_id, rating, text, status, created_at, updated_at
    FROM reviews WHERE user_id = ${userId} ORDER BY created_at`.execute(db)
  const mails = await sql<Row>`
    SELECT m.id, m.subject, m.created_at, m.sent_at, m.failed_at
    FROM mails m JOIN users u ON u.email = m.recipient WHERE u.id = ${userId} ORDER BY m.created_at`.execute(
    db,
  )
  return {
    sessions: sessions.rows,
    bookings: bookings.rows,
    entries: entries.rows,
    reviews: reviews.rows,
    mails: mails.rows,
  }
}
