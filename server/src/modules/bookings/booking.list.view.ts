import type pg from 'pg'
import {
  bindingOf,
  type CursorPosition,
  readCursor,
  refuseForeignCursor,
  writeCursor,
} from '../../db/cursor.ts'
import { instantText } from '../../db/instant-text.ts'
import { type Columns, columns, selectList } from '../../db/json-columns.ts'
import { createJsonRows } from '../../db/json-rows.ts'
import { maxPageBytes } from '../../db/page.size.ts'
import type { ReadRows } from '../../db/reads.ts'
import { type Bind, runStatement, statement } from '../../db/statement.ts'
import type { Actor } from '../../shared/call.ts'
import { toInstant } from '../../shared/time-range.ts'
import type { NextDue } from '../calendar/calendar.next-due.ts'
import { anyOfGroup, type Filters, filtersOf } from './booking.filters.view.ts'
import { type BookingQuery, includesQuotes } from './booking.schema.ts'
import { listStatusSql } from './booking.status.repository.ts'

// The list is the most frequent request, and holds up to a thousand rows. So the rows of PostgreSQL are written as JSON byte by byte,
// and no row becomes an object (decision 0025).

const ownerJson = `(SELECT json_build_object('id', u.id, 'firstName', u.first_name, 'lastName', u.last_name, 'email', u.email,
    'phone', u.phone)
  FROM users u WHERE u.id = b.user_id)`
const spaceJson = `(SELECT json_build_object('id', s.id, 'name', s.name, 'type', s.type)
  FROM spaces s WHERE s.id = b.space_id)`

/**
 * The newest pending payment of an unpaid booking, as a `Payment`. A pending payment has received and refunded nothing. payment.view.ts
 * has the query for a single payment.
 */
const paymentRequest = (at: string) => `CASE WHEN b.status = 'awaiting_payment' AND b.due_at > ${at} THEN (
  SELECT json_build_object('id', p.id, 'userId', p.user_id, 'amount', p.amount, 'currency', p.currency, 'status', p.status,
    'provider', p.provider, 'checkoutUrl', p.checkout_url, 'bookingId', p.booking_id,
    'receivedAmount', NULL, 'receivedCurrency', NULL, 'refundedAmount', 0, 'refunds', '[]'::json,
    'disputed', p.disputed_at IS NOT NULL,
    'createdAt', ${instantText('p.created_at')}, 'finishedAt', NULL)
  FROM payments p WHERE p.booking_id = b.id AND p.status = 'pending' ORDER BY p.created_at DESC, p.id DESC LIMIT 1) END`

/** The columns that become the properties of a `BookingListItem`. */
function itemColumns(bind: Bind, { include }: BookingQuery, now: number): Columns {
  const included = new Set(include?.split(','))
  const at = bind(toInstant(now))
  return {
    id: columns.uuid('b.id'),
    userId: columns.uuid('b.user_id'),
    spaceId: columns.uuid('b.space_id'),
    locationId: columns.uuid('b.location_id'),
    startsAt: columns.instant('b.starts_at'),
    endsAt: columns.instant('b.ends_at'),
    requiresCheckIn: columns.boolean('b.requires_check_in'),
    status: columns.text(listStatusSql(at)),
    title: columns.text('b.title'),
    totalPrice: columns.integer('b.total_price'),
    currency: columns.text('b.currency'),
    refunded: columns.integer('b.refunded'),
    holdUntil: columns.instant('b.hold_until'),
    paymentRequest: columns.json(paymentRequest(at)),
    cancelledAt: columns.instant('b.cancelled_at'),
    cancelReason: columns.text('b.cancel_reason'),
    createdAt: columns.instant('b.created_at'),
    updatedAt: columns.instant('b.updated_at'),
    version: columns.integer('b.version'),
    ...(included.has('quote') && { quote: columns.json(fittingQuote) }),
    ...(included.has('user') && { user: columns.json(ownerJson) }),
    ...(included.has('space') && { space: columns.json(spaceJson) }),
  }
}

// Quotes may be long. `quote_bytes` sums their compressed sizes from the first row on; once the sum exceeds a page, the quote of
// each further row is null, and the first such row ends the page (`pageEndColumn`).
const fittingQuote = `CASE WHEN b.row_number = 1 OR b.quote_bytes <= ${maxPageBytes} THEN b.quote END`
const withQuoteBytes = (source: string) =>
  `SELECT row_number() OVER (), sum(pg_column_size(b.quote)) OVER (ROWS UNBOUNDED PRECEDING) AS quote_bytes, b.* FROM (${source}) b`

const orderColumns = {
  startsAt: 'b.starts_at',
  createdAt: 'b.created_at',
  totalPrice: 'b.total_price',
} as const
// With more combinations of conditions than this, a look-up for each of them costs more than reading the rows one by one.
const maxCombinations = 20
// A page of at most this many rows is read on a connection that several reads share.
const maxSharedRows = 100

/** A page as JSON, and the instant at which time next changes the status of any booking: the page may change then. */
export type ListedPage = { body: Buffer; changesAt: number }

/** Lists the bookings that the actor may see, with their status at `now`. */
export async function listBookings(
  { pool, readRows, nextDue }: { pool: pg.Pool; readRows: ReadRows; nextDue: NextDue },
  actor: Actor,
  query: BookingQuery,
  now: number,
): Promise<ListedPage> {
  const { limit, cursor, withTotal, ...filters } = query
  const field = query.sort.replace('-', '') as keyof typeof orderColumns
  const order = { column: orderColumns[field], direction: query.sort.startsWith('-') ? 'desc' : 'asc' }
  const binding = bindingOf('bookings', order, filters)
  const position = cursor === undefined ? null : readCursor(cursor, binding)
  const hasQuotes = includesQuotes(query)
  // A prepared statement has one plan for all values. Such a plan is good where every filter has an index in this order. For a long page
  // with a status and a time, it expects so few rows that it would sort all of them. An index holds the bookings of one user or space in
  // this order, but not those of several.
  const isByStart = field === 'startsAt' && query.minPrice === undefined && query.maxPrice === undefined
  const isShortPage = limit <= maxSharedRows
  const isOfSeveral = [query.spaceId, query.userId].some((ids) => ids !== undefined && ids.length > 1)
  const isPrepared =
    isByStart && !isOfSeveral && (isShortPage || query.status === undefined || query.from === undefined)
  let listColumns: Columns = {}
  const page = statement((bind) => {
    listColumns = itemColumns(bind, query, now)
    const source = sourceSql(bind, { actor, query, now, order, position })
    const rowsSql = hasQuotes ? withQuoteBytes(source) : source
    return `SELECT (${nextDueSql(bind, now)}), ${selectList(listColumns)} FROM (${rowsSql}) b`
  })
  const createRows = () =>
    createJsonRows(listColumns, { limit, ...(hasQuotes && { pageEndColumn: 'quote' }) })
  const [found, total] = await Promise.all([
    readRows(
      page,
      { prepared: isPrepared, isShort: isPrepared && isShortPage && !hasQuotes },
      createRows,
    ).catch(refuseForeignCursor(position)),
    withTotal ? count(pool, actor, query, now) : null,
  ])
  // A page with rows has the next due instant in its first column.
  const changesAt = found.hasRows() ? found.instantOfFirstRow() : await nextDue(now)
  const last = found.lastItemIfMore()
  const nextCursor = last
    ? `"${writeCursor([last[field] as string | number, last.id as string], binding)}"`
    : 'null'
  const totalJson = total === null ? '' : `,"total":${total}`
  return {
    body: found.finish(`],"nextCursor":${nextCursor}${totalJson}}`),
    changesAt: changesAt ?? Number.POSITIVE_INFINITY,
  }
}

const nextDueSql = (bind: Bind, now: number) =>
  `SELECT min(due_at) FROM bookings WHERE due_at > ${bind(toInstant(now))}`

type PageSource = {
  actor: Actor
  query: BookingQuery
  now: number
  order: { column: string; direction: string }
  position: CursorPosition | null
}

/** The rows of a page in order, and one row more. */
function sourceSql(bind: Bind, { actor, query, now, order, position }: PageSource): string {
  const after =
    position && `(${order.column}, b.id) ${order.direction === 'asc' ? '>' : '<'} (${position.map(bind)})`
  const { all, groups, isSortCheaper } = filtersOf(bind, { actor, query, now })
  const sorted = (orderPrefix?: string) =>
    `ORDER BY ${[...(orderPrefix ? [orderPrefix] : []), order.column, 'b.id'].map((column) => `${column} ${order.direction}`).join(', ')} LIMIT ${query.limit + 1}`
  const combinations = combinationsOf({ all: after ? [...all, after] : all, groups })
  const conditions = combinations.map(({ where }) => where.join(' AND '))
  if (isSortCheaper && order.column !== orderColumns.startsAt)
    return `${sortedSql(conditions, order.column, sorted())} ${sorted()}`
  const selects = combinations.map(
    ({ orderPrefix }, index) => `SELECT * FROM bookings b WHERE ${conditions[index]} ${sorted(orderPrefix)}`,
  )
  const [only = '', ...others] = selects
  return others.length === 0 ? only : `SELECT * FROM ((${selects.join(') UNION ALL (')})) b ${sorted()}`
}

/**
 * Finds the rows by the conditions that match few rows, and then sorts them. PostgreSQL assumes that the matching rows are spread
 * evenly over the order, and would otherwise read all rows before the first match. Only the ids are sorted: where an index holds
 * all columns that the query needs, as the index by start does for a price, only the rows of the page are read from the table.
 */
function sortedSql(conditions: string[], column: string, sorted: string): string {
  const keys = conditions.map((where) => `(SELECT b.id, ${column} FROM bookings b WHERE ${where} OFFSET 0)`)
  return `SELECT * FROM bookings b WHERE b.id = ANY(ARRAY(SELECT b.id FROM (${keys.join(' UNION ALL ')}) b ${sorted}))`
}

type Combination = { where: string[]; orderPrefix?: string }

/** Every combination of one condition from each group; no row matches two combinations. */
function combinationsOf({ all, groups }: Pick<Filters, 'all' | 'groups'>): Combination[] {
  let combinations: Combination[] = [{ where: all }]
  for (const group of groups)
    combinations = combinations.flatMap((combination) =>
      group.map((condition) => ({
        ...combination,
        ...condition,
        where: [...combination.where, condition.where],
      })),
    )
  return combinations.length > maxCombinations
    ? [{ where: [...all, ...groups.map(anyOfGroup)] }]
    : combinations
}

async function count(pool: pg.Pool, actor: Actor, query: BookingQuery, now: number): Promise<number> {
  const counting = statement((bind) => {
    const { all, groups } = filtersOf(bind, { actor, query, now })
    return `SELECT count(*) FROM bookings b WHERE ${[...all, ...groups.map(anyOfGroup)].join(' AND ')}`
  })
  const [[n] = [0]] = await runStatement<[number]>(pool, counting, { prepared: false })
  return n
}
