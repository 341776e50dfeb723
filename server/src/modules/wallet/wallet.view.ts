import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import type { Channel, EntryKind, EntryQuery, ListedEntry } from './wallet.schema.ts'

// jsonb writes an instant in the zone of the connection.
const utc = (column: string) =>
  sql`to_char(${sql.ref(column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * A member's entries, newest first. For a booking in a location that a manager does not run, the manager sees the amount, but
 * neither the booking nor the memo.
 */
export function listEntries(db: Db, actor: Actor, userId: string, query: EntryQuery) {
  const seesAll = actor.role === 'admin' || actor.id === userId
  const visible = seesAll
    ? sql<boolean>`true`
    : sql<boolean>`(transfers.booking_id IS NULL OR bookings.location_id = ANY(${actor.locationIds}::uuid[]))`
  let rows = db
    .selectFrom('transfers')
    .innerJoin('accounts', 'accounts.id', 'transfers.walletId')
    .leftJoin('bookings', 'bookings.id', 'transfers.bookingId')
    .where('accounts.userId', '=', userId)
    .select([
      'transfers.id',
      sql<number>`CASE WHEN to_account = wallet_id THEN amount ELSE -amount END`.as('amount'),
      'accounts.currency',
      'transfers.balanceAfter',
      sql<EntryKind>`transfers.kind`.as('kind'),
      // Only of the rows of the page, which a join would not promise.
      sql<Channel | null>`CASE WHEN transfers.kind IN ('top_up', 'payout') THEN (SELECT other.kind FROM accounts other
        WHERE other.id = CASE WHEN to_account = wallet_id THEN from_account ELSE to_account END) END`.as(
        'channel',
      ),
      sql<string | null>`CASE WHEN ${visible} THEN transfers.booking_id END`.as('bookingId'),
      'transfers.paymentId',
      'transfers.locationId',
      'transfers.shiftId',
      sql<string | null>`CASE WHEN ${visible} THEN transfers.memo END`.as('memo'),
      'transfers.createdAt',
    ])
  if (query.include !== undefined)
    rows = rows
      .leftJoin('spaces', 'spaces.id', 'bookings.spaceId')
      .leftJoin('locations', 'locations.id', 'bookings.locationId')
      .select(
        sql<ListedEntry['booking']>`CASE WHEN bookings.id IS NOT NULL AND ${visible} THEN jsonb_build_object(
          'startsAt', ${utc('bookings.starts_at')}, 'endsAt', ${utc('bookings.ends_at')},
          'spaceName', spaces.name, 'timeZone', locations.time_zone) END`.as('booking'),
      )
  if (query.kind !== undefined) rows = rows.where('transfers.kind', 'in', query.kind)
  if (query.currency !== undefined) rows = rows.where('accounts.currency', '=', query.currency)
  const order = { column: 'transfers.createdAt', direction: 'desc' as const }
  return fetchPage({ query: rows, idColumn: 'transfers.id', order, keyOf: (row) => row.createdAt }, query)
}
