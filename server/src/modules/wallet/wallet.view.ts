import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { instantText } from '../../db/instant-text.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import type { Channel, EntryKind, EntryQuery, ListedEntry } from './wallet.schema.ts'

export type TopUp = {
  id: string
  amount: number
  currency: string
  channel: Channel
  createdAt: string
  /** The location where staff took the money; null where none is stored, as for an online payment. */
  locationName: string | null
  /** The zone of that location, of the location of the paid booking, or the common zone of all locations; otherwise UTC. */
  timeZone: string
}

/** A top-up by its id or by the id of its payment, as its receipt shows it. */
export async function findTopUp(db: Db, id: string): Promise<TopUp | undefined> {
  const { rows } = await sql<TopUp>`
    SELECT t.id, t.amount, contra.currency, contra.kind AS channel, t.created_at, location.name AS location_name,
      coalesce(location.time_zone, booked.time_zone,
        (SELECT min(time_zone) FROM locations HAVING count(DISTINCT time_zone) = 1), 'UTC') AS time_zone
    FROM transfers t JOIN accounts contra ON contra.id = t.from_account
    LEFT JOIN locations location ON location.id = t.location_id
    LEFT JOIN payments ON payments.id = t.payment_id
    LEFT JOIN bookings ON bookings.id = payments.booking_id
    LEFT JOIN locations booked ON booked.id = bookings.location_id
    WHERE t.kind = 'top_up' AND (t.id = ${id}::uuid OR t.payment_id = ${id}::uuid)`.execute(db)
  return rows[0]
}

/**
 * The entries of a user's wallets, newest first. For a booking in a location that a manager does not run, the manager sees the amount, but
 * neither the booking nor the memo.
 */
export function listEntries(db: Db, actor: Actor, userId: string, query: EntryQuery) {
  const maySeeAll = actor.role === 'admin' || actor.id === userId
  const visible = maySeeAll
    ? sql<boolean>`true`
    : sql<boolean>`(transfers.booking_id IS NULL OR bookings.location_id = ANY(${actor.locationIds}::uuid[]))`
  let selectQuery = db
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
      // The subquery runs only for the rows of the page; a join would not guarantee that.
      sql<Channel | null>`CASE WHEN transfers.kind IN ('top_up', 'payout') THEN (SELECT contra.kind FROM accounts contra
        WHERE contra.id = CASE WHEN to_account = wallet_id THEN from_account ELSE to_account END) END`.as(
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
    selectQuery = selectQuery
      .leftJoin('spaces', 'spaces.id', 'bookings.spaceId')
      .leftJoin('locations', 'locations.id', 'bookings.locationId')
      .select(
        sql<ListedEntry['booking']>`CASE WHEN bookings.id IS NOT NULL AND ${visible} THEN jsonb_build_object(
          'startsAt', ${sql.raw(instantText('bookings.starts_at'))}, 'endsAt', ${sql.raw(instantText('bookings.ends_at'))},
          'spaceName', spaces.name, 'timeZone', locations.time_zone) END`.as('booking'),
      )
  if (query.kind !== undefined) selectQuery = selectQuery.where('transfers.kind', 'in', query.kind)
  if (query.currency !== undefined) selectQuery = selectQuery.where('accounts.currency', 'in', query.currency)
  return fetchPage(
    { list: `wallet of ${userId}`, query: selectQuery, order: newestFirst('transfers.createdAt') },
    query,
  )
}
