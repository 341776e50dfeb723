import type { Put } from '../../db/statement.ts'
import { type Actor, manages } from '../../shared/call.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { BookingQuery, BookingStatus } from './booking.schema.ts'
import { occupies } from './booking.states.ts'
import { overdueStatusSql } from './booking.status.repository.ts'

/**
 * The filters of a list, as SQL on `bookings b`. A row must meet every condition of `all`, and one condition of each group in
 * `groups`; no row meets two conditions of one group. Each condition of a group has an index, so the first rows of a list are
 * found in order without reading the rows that the filter leaves out, however many there are. `areFew`: so few rows match that
 * sorting them is as cheap.
 */
export type Filters = { all: string[]; groups: Answer[][]; areFew: boolean }

/**
 * `leads` is a column that has one value in all rows of this condition. The ORDER BY names it first, so that PostgreSQL can use
 * only the indexes that begin with this column. Without it PostgreSQL assumes that the matching rows are spread evenly over the
 * order, and scans row by row for the first of them; in fact they come in runs (nearly all of the newest bookings lie in the
 * future, and none of them is completed).
 */
export type Answer = { where: string; leads?: string }

type ListRequest = { actor: Actor; query: BookingQuery; now: number }

// The maximum length of a booking (`bookings_length`), and the length beyond which a booking is in `bookings_long_idx`.
const longestMs = 31 * dayMs
const longMs = dayMs

const byTime: BookingStatus[] = ['expired', 'no_show', 'completed']

export function filtersOf(put: Put, request: ListRequest): Filters {
  const { spaceId, userId, from, to, minPrice, maxPrice } = request.query
  const all = ['b.deleted_at IS NULL']
  if (spaceId !== undefined) all.push(`b.space_id = ${put(spaceId)}`)
  if (userId !== undefined) all.push(`b.user_id = ${put(userId)}`)
  if (to !== undefined) all.push(`b.starts_at < ${put(to)}`)
  if (minPrice !== undefined) all.push(`b.total_price >= ${put(minPrice)}`)
  if (maxPrice !== undefined) all.push(`b.total_price <= ${put(maxPrice)}`)
  const groups = [scopes(put, request), statuses(put, request), overlapping(put, request)].filter(
    (group) => group !== null,
  )
  const isPinned = userId !== undefined || spaceId !== undefined || request.actor.role === 'member'
  const areFew = isPinned || (from !== undefined && to !== undefined && toMs(to) - toMs(from) <= longestMs)
  // The bookings of one person or one space are so few that sorting them is cheaper than merging the groups.
  return isPinned ? { all: [...all, ...groups.map(any)], groups: [], areFew } : { all, groups, areFew }
}

/** Joins the conditions of a group into one condition. */
export const any = (group: Answer[]): string => `(${group.map(({ where }) => where).join(' OR ')})`

/**
 * The bookings that the actor may see: a member's own bookings; a manager's own and those in the manager's locations; all for an
 * administrator.
 */
function scopes(put: Put, { actor, query }: ListRequest): Answer[] | null {
  const { locationId } = query
  const at = (id: string) => ({ where: `b.location_id = ${put(id)}` })
  if (locationId !== undefined && manages(actor, locationId)) return [at(locationId)]
  if (actor.role === 'admin') return null
  const own = `b.user_id = ${put(actor.id)}`
  if (locationId !== undefined) return [{ where: `${own} AND b.location_id = ${put(locationId)}` }]
  if (actor.role === 'member' || actor.locationIds.length === 0) return [{ where: own }]
  const elsewhere = `${own} AND NOT b.location_id = ANY(${put(actor.locationIds)}::uuid[])`
  return [{ where: elsewhere }, ...actor.locationIds.map(at)]
}

/** Filters by the stored status, and separately the few rows whose status time has changed and the sweep has not yet written. */
function statuses(put: Put, { actor, query, now }: ListRequest): Answer[] | null {
  const { status, locationId, sort, from, to } = query
  if (status === undefined) return null
  const at = () => put(toInstant(now))
  // In the order by start, the statuses of a location have their own index; and a time range may hold fewer bookings than a status
  // does.
  const isByStart = sort.endsWith('startsAt')
  const isWhole = actor.role === 'admin' && locationId === undefined
  const areLed = isByStart ? isWhole : from === undefined && to === undefined
  const stored = [...new Set(status)].map((one): Answer => {
    // An array hides from the planner that the status has only one value; otherwise the planner would drop the status from the order.
    const is = areLed ? `b.status = ANY(${put([one])}::text[])` : `b.status = ${put(one)}`
    // `IS NOT TRUE` keeps the planner from using an index on `due_at`: PostgreSQL takes status and `due_at` for independent
    // conditions, and so expects few rows where in fact all rows match.
    const where = occupies(one) ? `${is} AND (b.due_at <= ${at()}) IS NOT TRUE` : is
    return { where, ...(areLed && { leads: 'b.status' }) }
  })
  if (!status.some((one) => byTime.includes(one))) return stored
  // The subquery finds the overdue ids first, because they are few: a plan made without the value of this instant assumes that they
  // are a third of all due bookings, and would scan the whole order for them. The first condition spares all other rows the second
  // one.
  const overdue = `b.due_at <= ${at()} AND b.id = ANY(ARRAY(SELECT id FROM bookings WHERE due_at <= ${at()}))`
  return [...stored, { where: `${overdue} AND ${overdueStatusSql} = ANY(${put(status)}::text[])` }]
}

/**
 * Bookings that end after `from`. An index by start needs a lower bound for the start of such a booking, which the maximum length
 * gives.
 */
function overlapping(put: Put, { query: { from } }: ListRequest): Answer[] | null {
  if (from === undefined) return null
  const [after, recent] = [put(from), put(toInstant(toMs(from) - longMs))]
  const oldest = put(toInstant(toMs(from) - longestMs))
  const before = `b.starts_at < ${recent} AND b.starts_at >= ${oldest} AND b.ends_at - b.starts_at > interval '24 hours'`
  return [
    { where: `b.ends_at > ${after} AND b.starts_at >= ${recent}` },
    { where: `b.ends_at > ${after} AND ${before}` },
  ]
}
