import type pg from 'pg'
import { bindingOf, explainCursor, type Place, readCursor, writeCursor } from '../../db/cursor.ts'
import { fitsPage } from '../../db/page.size.ts'
import { type Put, runStatement, statement } from '../../db/statement.ts'
import type { Actor } from '../../shared/call.ts'
import { type Instant, toInstant, toMs } from '../../shared/time-range.ts'
import { any, type Filters, filtersOf, statusSql } from './booking.filters.view.ts'
import { measuredSql, plainSql } from './booking.page.view.ts'
import { type BookingQuery, includesQuotes } from './booking.schema.ts'

// The list is asked more than all else, and holds up to a thousand rows: PostgreSQL writes the items as they are answered,
// and nothing here looks at one again.

// Not in the zone of the connection.
const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const quoted = (sql: string) => ({ sql, quote: '"' })
const raw = (sql: string) => ({ sql, quote: '' })

const users = `(SELECT json_build_object('id', u.id, 'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email)
  FROM users u WHERE u.id = b.user_id)`
const spaces = `(SELECT json_build_object('id', s.id, 'name', s.name, 'type', s.type)
  FROM spaces s WHERE s.id = b.space_id)`

/** `BookingListItem` as text. Quoted bare are only ids, instants and codes, which need no escapes. */
function itemSql(put: Put, { include }: BookingQuery, now: number): string {
  const included = new Set(include?.split(','))
  return objectSql({
    id: quoted('b.id'),
    userId: quoted('b.user_id'),
    spaceId: quoted('b.space_id'),
    locationId: quoted('b.location_id'),
    startsAt: quoted(instant('b.starts_at')),
    endsAt: quoted(instant('b.ends_at')),
    status: quoted(statusSql(put, now)),
    title: raw('to_json(b.title)'),
    totalPrice: raw('b.total_price'),
    currency: raw('to_json(b.currency)'),
    refunded: raw('b.refunded'),
    cancelledAt: raw(`coalesce('"' || ${instant('b.cancelled_at')} || '"', 'null')`),
    cancelReason: raw(`coalesce(to_json(b.cancel_reason), 'null')`),
    createdAt: quoted(instant('b.created_at')),
    updatedAt: quoted(instant('b.updated_at')),
    version: raw('b.version'),
    ...(included.has('quote') && { quote: raw('b.quote') }),
    ...(included.has('user') && { user: raw(users) }),
    ...(included.has('space') && { space: raw(spaces) }),
  })
}

// json_build_object looks up the type of every value of every row; concat only prints them.
function objectSql(members: Record<string, { sql: string; quote: string }>): string {
  const parts: string[] = []
  let before = '{'
  for (const [name, { sql, quote }] of Object.entries(members)) {
    parts.push(`'${before}"${name}":${quote}'`, sql)
    before = `${quote},`
  }
  return `concat(${parts.join(', ')}, '${before.slice(0, -1)}}')`
}

const columns = { startsAt: 'b.starts_at', createdAt: 'b.created_at', totalPrice: 'b.total_price' } as const
// With more ways than this to meet the filters, to look each up costs more than to go through the rows.
const mostWays = 20

type FoundPage = [
  items: string | null,
  hasMore: boolean,
  key: string | number,
  id: string,
  dueAt: Instant | null,
]

/** A page as JSON, in pieces that follow one another, and when time next makes another status of any booking: then it may be another page. */
export type ListedPage = { json: string[]; changesAt: number }

/** Bookings that the actor may see, with what they are at `now`. */
export async function listBookings(
  pool: pg.Pool,
  actor: Actor,
  query: BookingQuery,
  now: number,
): Promise<ListedPage> {
  const { limit, cursor, withTotal, ...filters } = query
  const field = query.sort.replace('-', '') as keyof typeof columns
  const order = { column: columns[field], direction: query.sort.startsWith('-') ? 'desc' : 'asc' }
  const binding = bindingOf(order, filters)
  const place = cursor === undefined ? null : readCursor(cursor, binding)
  const hasQuotes = includesQuotes(query)
  // A plan that does not look at the values is right where the order has an index of its own for every filter.
  const prepared =
    field === 'startsAt' && limit <= 100 && `${query.minPrice}${query.maxPrice}` === 'undefinedundefined'
  const fetch = async (isMeasured: boolean): Promise<FoundPage | undefined> => {
    const page = statement((put) => {
      const source = sourceSql(put, { actor, query, now, order, place })
      const key = (column: string) => (field === 'totalPrice' ? column : instant(column))
      const parts = { source, item: itemSql(put, query, now), column: order.column, key, limit, hasQuotes }
      const found = isMeasured ? measuredSql(parts) : plainSql(parts)
      return `SELECT ${found.columns}, (SELECT min(due_at) FROM bookings WHERE due_at > ${put(toInstant(now))})
        FROM (${found.rows}) b`
    })
    const [row] = await runStatement<FoundPage>(pool, page, { prepared }).catch(explainCursor)
    return row
  }
  // Without quotes hardly any page is too long, and to measure each item costs more than to ask once more for such a one.
  const fetchFitting = async () => {
    const row = await fetch(hasQuotes)
    return hasQuotes || fitsPage(row?.[0] ?? '') ? row : fetch(true)
  }
  const [row, total] = await Promise.all([fetchFitting(), withTotal ? count(pool, actor, query, now) : null])
  const [items, hasMore, key, id, dueAt] = row ?? [null, false, '', '', null]
  const nextCursor = hasMore ? `"${writeCursor([key, id], binding)}"` : 'null'
  const counted = total === null ? '' : `,"total":${total}`
  return {
    json: ['{"items":[', items ?? '', `],"nextCursor":${nextCursor}${counted}}`],
    changesAt: dueAt === null ? Number.POSITIVE_INFINITY : toMs(dueAt),
  }
}

type Sourced = {
  actor: Actor
  query: BookingQuery
  now: number
  order: { column: string; direction: string }
  place: Place | null
}

/** The rows of a page and one more, in order. */
function sourceSql(put: Put, { actor, query, now, order, place }: Sourced): string {
  const after =
    place && `(${order.column}, b.id) ${order.direction === 'asc' ? '>' : '<'} (${place.map(put)})`
  const { all, groups, areFew } = filtersOf(put, { actor, query, now })
  // Found by what makes them few, and then sorted: PostgreSQL takes them for evenly spread over the order, and would look
  // for the first of them through all others that come before.
  const areSorted = areFew && order.column !== columns.startsAt
  const sorted = (leads?: string) =>
    `ORDER BY ${[...(leads ? [leads] : []), order.column, 'b.id'].map((column) => `${column} ${order.direction}`).join(', ')} LIMIT ${query.limit + 1}`
  const ways = waysOf({ all: after ? [...all, after] : all, groups })
  const rows = ways.map(({ where, leads }) => {
    const found = `SELECT * FROM bookings b WHERE ${where.join(' AND ')}`
    return `${areSorted ? `SELECT * FROM (${found} OFFSET 0) b` : found} ${sorted(leads)}`
  })
  const [only = '', ...others] = rows
  return others.length === 0 ? only : `SELECT * FROM ((${rows.join(') UNION ALL (')})) b ${sorted()}`
}

type Way = { where: string[]; leads?: string }

/** Every way to meet the filters, no row meeting two. */
function waysOf({ all, groups }: Pick<Filters, 'all' | 'groups'>): Way[] {
  let ways: Way[] = [{ where: all }]
  for (const group of groups)
    ways = ways.flatMap((way) =>
      group.map((answer) => ({ ...way, ...answer, where: [...way.where, answer.where] })),
    )
  return ways.length > mostWays ? [{ where: [...all, ...groups.map(any)] }] : ways
}

async function count(pool: pg.Pool, actor: Actor, query: BookingQuery, now: number): Promise<number> {
  const counting = statement((put) => {
    const { all, groups } = filtersOf(put, { actor, query, now })
    return `SELECT count(*) FROM bookings b WHERE ${[...all, ...groups.map(any)].join(' AND ')}`
  })
  const [[n] = [0]] = await runStatement<[number]>(pool, counting, { prepared: false })
  return n
}
