import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage, orderOf } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import type { MailFacts } from './booking.mails.ts'
import { type BookingRow, columns, statusAt } from './booking.repository.ts'
import { type BookingListItem, type BookingQuery, sortColumns } from './booking.schema.ts'

/** What a mail about a booking says of people and places. */
export async function findMailFacts(
  db: Db,
  booking: BookingRow,
): Promise<Omit<MailFacts, 'refund'> & { isDeleted: boolean }> {
  const { id: bookingId, version, updatedAt, startsAt, endsAt, totalPrice, currency } = booking
  const names = await db
    .selectFrom('users')
    .innerJoin('spaces', (join) => join.on('spaces.id', '=', booking.spaceId))
    .innerJoin('locations', 'locations.id', 'spaces.locationId')
    .select(({ eb }) => [
      eb('users.deletedAt', 'is not', null).$castTo<boolean>().as('isDeleted'),
      'users.email',
      'users.firstName',
      'users.locale',
      'spaces.name as spaceName',
      'locations.name as locationName',
      'locations.address',
      'locations.timeZone',
    ])
    .where('users.id', '=', booking.userId)
    .executeTakeFirstOrThrow()
  return { bookingId, version, updatedAt, startsAt, endsAt, totalPrice, currency, ...names }
}

const user = sql<NonNullable<BookingListItem['user']>>`(
  SELECT jsonb_build_object('id', u.id, 'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email)
  FROM users u WHERE u.id = bookings.user_id)`
const space = sql<NonNullable<BookingListItem['space']>>`(
  SELECT jsonb_build_object('id', s.id, 'name', s.name, 'type', s.type)
  FROM spaces s WHERE s.id = bookings.space_id)`

/** One's own; a manager's also those in its locations; all for an administrator. */
const scopeOf = (actor: Actor) => {
  if (actor.role === 'admin') return sql<boolean>`true`
  const own = sql<boolean>`bookings.user_id = ${actor.id}`
  if (actor.role === 'member') return own
  return sql<boolean>`(${own} OR bookings.location_id = ANY(${actor.locationIds}::uuid[]))`
}

/** Bookings that the actor may see, with what they are at `now`. */
export function listBookings(db: Db, actor: Actor, query: BookingQuery, now: number) {
  const { locationId, spaceId, userId, status, from, to, minPrice, maxPrice, include } = query
  const included = new Set(include?.split(','))
  let rows = db
    .selectFrom('bookings')
    .select(columns)
    .select(statusAt(now).as('status'))
    .$if(included.has('user'), (qb) => qb.select(user.as('user')))
    .$if(included.has('space'), (qb) => qb.select(space.as('space')))
    .where('bookings.deletedAt', 'is', null)
    .where(scopeOf(actor))
  if (locationId !== undefined) rows = rows.where('bookings.locationId', '=', locationId)
  if (spaceId !== undefined) rows = rows.where('bookings.spaceId', '=', spaceId)
  if (userId !== undefined) rows = rows.where('bookings.userId', '=', userId)
  if (status !== undefined) rows = rows.where(statusAt(now), 'in', status)
  if (from !== undefined) rows = rows.where('bookings.endsAt', '>', from)
  if (to !== undefined) rows = rows.where('bookings.startsAt', '<', to)
  if (minPrice !== undefined) rows = rows.where('bookings.totalPrice', '>=', minPrice)
  if (maxPrice !== undefined) rows = rows.where('bookings.totalPrice', '<=', maxPrice)
  const order = orderOf(query.sort, sortColumns)
  const keyOf = (row: { startsAt: string; createdAt: string; totalPrice: number }) =>
    row[query.sort.replace('-', '') as keyof typeof sortColumns]
  return fetchPage({ query: rows, idColumn: 'bookings.id', order, keyOf }, query)
}
