import { anyOfSql } from '../../db/any-of.ts'
import type { Bind } from '../../db/statement.ts'
import { type Actor, runsLocation } from '../../shared/call.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { BookingQuery, BookingStatus } from './booking.schema.ts'
import { occupies } from './booking.states.ts'
import { dueStatusSql } from './booking.status.repository.ts'

/**
 * The filters of a list, as SQL on `bookings b`. A row must meet every condition of `all`, and one condition of each group in
 * `groups`; no row meets two conditions of one group. Each condition of a group has an index, so the first rows of a list are
 * found in order without reading the rows that the filter leaves out, however many there are.
 *
 * `isSortCheaper`: sorting the matching rows is cheaper than walking the index of the requested order, because few rows match, or
 * their keys lie close together in the index by start. This holds for the bookings of a few users or spaces, for the bookings of
 * a month (of a hundred days in the order by creation), for future bookings, and for those that occupy their slots.
 */
export type Filters = { all: string[]; groups: Condition[][]; isSortCheaper: boolean }

/**
 * `orderPrefix` is a column that has one value in all rows of this condition. The ORDER BY names it first, so that PostgreSQL can
 * use only the indexes that begin with this column. Without it PostgreSQL assumes that the matching rows are spread evenly over
 * the order, and scans row by row for the first of them; in fact they come in runs (nearly all of the newest bookings lie in the
 * future, and none of them is completed).
 */
export type Condition = { where: string; orderPrefix?: string }

type ListRequest = { actor: Actor; query: BookingQuery; now: number }

// The maximum length of a booking (`bookings_length`), and the length beyond which a booking is in `bookings_long_idx`.
const longestMs = 31 * dayMs
const longMs = dayMs
// The longest window of time whose bookings are sorted. In the index by price, the bookings of a window are spread over the whole
// index. In the index by creation they are one block, which may lie at its far end.
const maxSortedWindowMs = { price: 31 * dayMs, creation: 100 * dayMs }

// The statuses that time can give a booking.
const statusesByTime: BookingStatus[] = ['expired', 'no_show', 'completed']
// These statuses are so frequent that a scan of any past period soon finds rows with them.
const frequentStatuses: BookingStatus[] = ['completed', 'cancelled']

export function filtersOf(bind: Bind, request: ListRequest): Filters {
  const { spaceId, userId, from, to, minPrice, maxPrice } = request.query
  const all = ['b.deleted_at IS NULL']
  if (spaceId !== undefined) all.push(anyOfSql(bind, 'b.space_id', spaceId))
  if (userId !== undefined) all.push(anyOfSql(bind, 'b.user_id', userId))
  if (to !== undefined) all.push(`b.starts_at < ${bind(to)}`)
  if (minPrice !== undefined) all.push(`b.total_price >= ${bind(minPrice)}`)
  if (maxPrice !== undefined) all.push(`b.total_price <= ${bind(maxPrice)}`)
  const isOfFew = isFew(userId) || isFew(spaceId) || request.actor.role === 'member'
  const end = Math.min(request.now, to === undefined ? Number.POSITIVE_INFINITY : toMs(to))
  const isShortWindow =
    from !== undefined &&
    end - toMs(from) <= maxSortedWindowMs[isByCreation(request.query) ? 'creation' : 'price']
  // Only with a time range: without one, `statuses` reads the index by status and order.
  const allOccupySlots =
    (from ?? to) !== undefined && !isByStart(request.query) && request.query.status?.every(occupies) === true
  // No booking is longer than 31 days, so one that occupies its slot began in the last 31 days, or has not begun.
  if (allOccupySlots) all.push(`b.starts_at > ${bind(toInstant(request.now - longestMs))}`)
  const isSortCheaper = isOfFew || isShortWindow || allOccupySlots
  // The matching rows are found first, and sorted afterwards.
  const isSortedAfterwards = isSortCheaper && !isByStart(request.query)
  const groups = [
    scopes(bind, request),
    statuses(bind, request, isSortedAfterwards),
    overlapping(bind, request, isSortedAfterwards),
  ].filter((group) => group !== null)
  // The bookings of a few users or spaces are so few that sorting them is cheaper than merging the groups.
  return isOfFew
    ? { all: [...all, ...groups.map(anyOfGroup)], groups: [], isSortCheaper }
    : { all, groups, isSortCheaper }
}

// More spaces than this may have most of all bookings.
const maxFew = 16
const isFew = (ids: string[] | undefined): boolean => ids !== undefined && ids.length <= maxFew

const isByStart = ({ sort }: BookingQuery) => sort.endsWith('startsAt')
const isByCreation = ({ sort }: BookingQuery) => sort.endsWith('createdAt')

/** Joins the conditions of a group into one condition. */
export const anyOfGroup = (group: Condition[]): string => `(${group.map(({ where }) => where).join(' OR ')})`

/**
 * The bookings that the actor may see: a member's own bookings; a manager's own and those in the manager's locations; all for an
 * administrator.
 */
function scopes(bind: Bind, { actor, query }: ListRequest): Condition[] | null {
  const at = (id: string) => ({ where: `b.location_id = ${bind(id)}` })
  const own = () => `b.user_id = ${bind(actor.id)}`
  if (query.locationId !== undefined) {
    const ids = [...new Set(query.locationId)]
    const ofOthers = ids.filter((id) => !runsLocation(actor, id))
    const run = ids.filter((id) => runsLocation(actor, id)).map(at)
    return ofOthers.length === 0
      ? run
      : [...run, { where: `${own()} AND ${anyOfSql(bind, 'b.location_id', ofOthers)}` }]
  }
  if (actor.role === 'admin') return null
  if (actor.role === 'member' || actor.locationIds.length === 0) return [{ where: own() }]
  const elsewhere = `${own()} AND NOT b.location_id = ANY(${bind(actor.locationIds)}::uuid[])`
  return [{ where: elsewhere }, ...actor.locationIds.map(at)]
}

/** Filters by the stored status, and separately the few rows whose status time has changed and the sweep has not yet written. */
function statuses(
  bind: Bind,
  { actor, query, now }: ListRequest,
  isSortedAfterwards: boolean,
): Condition[] | null {
  const { status, locationId, from, to, minPrice, maxPrice } = query
  if (status === undefined) return null
  const at = () => bind(toInstant(now))
  // True where the index by status and order should be read. It is not read in the order by start within locations, because they have
  // an index by status and start. In the other orders it is not read with a time range, which may match fewer bookings than the status.
  const coversAllLocations = actor.role === 'admin' && locationId === undefined
  const isOrderedByStatus = isByStart(query) ? coversAllLocations : from === undefined && to === undefined
  // True where the index by creation should be read, because it holds the start and the end of each booking. The index by status and
  // creation does not: to skip a year there, PostgreSQL reads every row of that year from the table.
  const needsTimesInIndex =
    !isOrderedByStatus && isByCreation(query) && minPrice === undefined && maxPrice === undefined
  const stored = [...new Set(status)].map((storedStatus): Condition => {
    const statusCondition = hasStatus(isOrderedByStatus ? bind([storedStatus]) : bind(storedStatus), {
      isOrderedByStatus,
      avoidsStatusIndex:
        (coversAllLocations && isSortedAfterwards) ||
        (needsTimesInIndex && frequentStatuses.includes(storedStatus)),
    })
    // `IS NOT TRUE` keeps the planner from using an index on `due_at`: PostgreSQL takes status and `due_at` for independent
    // conditions, and so expects few rows where in fact all rows match.
    const where = occupies(storedStatus)
      ? `${statusCondition} AND (b.due_at <= ${at()}) IS NOT TRUE`
      : statusCondition
    return { where, ...(isOrderedByStatus && { orderPrefix: 'b.status' }) }
  })
  if (!status.some((value) => statusesByTime.includes(value))) return stored
  // The subquery finds the due ids first, because they are few. Without it, a plan that does not know the value of this instant
  // assumes that a third of all rows with a `due_at` are due, and walks the whole index of the order for them. The first condition
  // keeps PostgreSQL from looking up the id of every other row.
  const due = `b.due_at <= ${at()} AND b.id = ANY(ARRAY(SELECT id FROM bookings WHERE due_at <= ${at()}))`
  return [...stored, { where: `${due} AND ${dueStatusSql} = ANY(${bind(status)}::text[])` }]
}

/**
 * The condition that the stored status is `value`. `isOrderedByStatus`: the order begins with the status; the array hides from the
 * planner that the status has only one value, because it would then drop the status from the order. `avoidsStatusIndex`: `IS TRUE` keeps
 * the planner from the indexes by status. The index by start holds the statuses, too; with another index each row would be read from the
 * table.
 */
function hasStatus(
  value: string,
  { isOrderedByStatus, avoidsStatusIndex }: { isOrderedByStatus: boolean; avoidsStatusIndex: boolean },
): string {
  if (isOrderedByStatus) return `b.status = ANY(${value}::text[])`
  return avoidsStatusIndex ? `(b.status = ${value}) IS TRUE` : `b.status = ${value}`
}

/**
 * Bookings that end after `from`. An index by start needs a lower bound for the start of such a booking, which the maximum length
 * gives.
 */
function overlapping(
  bind: Bind,
  { query: { from } }: ListRequest,
  isSortedAfterwards: boolean,
): Condition[] | null {
  if (from === undefined) return null
  const [after, recent] = [bind(from), bind(toInstant(toMs(from) - longMs))]
  const oldest = bind(toInstant(toMs(from) - longestMs))
  // PostgreSQL takes start and end for independent conditions, would expect too few rows, and would not use the index of a location. For
  // this difference it has no statistics, and expects a third of the rows.
  const endsAfter = isSortedAfterwards
    ? `b.ends_at - ${after}::timestamptz > interval '0'`
    : `b.ends_at > ${after}`
  const isLong = `b.starts_at < ${recent} AND b.starts_at >= ${oldest} AND b.ends_at - b.starts_at > interval '24 hours'`
  return [{ where: `${endsAfter} AND b.starts_at >= ${recent}` }, { where: `${endsAfter} AND ${isLong}` }]
}
