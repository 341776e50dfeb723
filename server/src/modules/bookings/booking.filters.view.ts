import type { Put } from '../../db/statement.ts'
import { type Actor, manages } from '../../shared/call.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { BookingQuery, BookingStatus } from './booking.schema.ts'
import { occupies } from './booking.states.ts'
import { overdueStatusSql } from './booking.status.repository.ts'

/**
 * What a list keeps, as SQL on `bookings b`: each of `groups` is one question with its answers, of which no row meets two;
 * a row must meet one of every group. With one index for each answer, the first rows of a list in order are found
 * without looking at those that it leaves out, however many these are. `areFew` when they can as well be sorted.
 */
export type Filters = { all: string[]; groups: Answer[][]; areFew: boolean }

/**
 * `leads` is a column that has one value in this answer. Named first in the order, it leaves only the indexes that begin
 * with it: PostgreSQL takes the answers for evenly spread over any order, and they come in runs (of the bookings made last
 * nearly all are ahead, and none of them is completed), through which it would look for the first few row by row.
 */
export type Answer = { where: string; leads?: string }

type Asked = { actor: Actor; query: BookingQuery; now: number }

// The longest that `bookings_length` lets a booking be, and the length beyond which it is in `bookings_long_idx`.
const longestMs = 31 * dayMs
const longMs = dayMs

const byTime: BookingStatus[] = ['expired', 'no_show', 'completed']

export function filtersOf(put: Put, asked: Asked): Filters {
  const { spaceId, userId, from, to, minPrice, maxPrice } = asked.query
  const all = ['b.deleted_at IS NULL']
  if (spaceId !== undefined) all.push(`b.space_id = ${put(spaceId)}`)
  if (userId !== undefined) all.push(`b.user_id = ${put(userId)}`)
  if (to !== undefined) all.push(`b.starts_at < ${put(to)}`)
  if (minPrice !== undefined) all.push(`b.total_price >= ${put(minPrice)}`)
  if (maxPrice !== undefined) all.push(`b.total_price <= ${put(maxPrice)}`)
  const groups = [scopes(put, asked), statuses(put, asked), overlapping(put, asked)].filter(
    (group) => group !== null,
  )
  const isPinned = userId !== undefined || spaceId !== undefined || asked.actor.role === 'member'
  const areFew = isPinned || (from !== undefined && to !== undefined && toMs(to) - toMs(from) <= longestMs)
  // Of one person or space: to sort them is less than to merge.
  return isPinned ? { all: [...all, ...groups.map(any)], groups: [], areFew } : { all, groups, areFew }
}

/** A group as one condition. */
export const any = (group: Answer[]): string => `(${group.map(({ where }) => where).join(' OR ')})`

/** One's own; a manager's also those in its locations; all for an administrator. */
function scopes(put: Put, { actor, query }: Asked): Answer[] | null {
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

/** What is stored, but for the few rows that time has overtaken and the sweep has not come by. */
function statuses(put: Put, { actor, query, now }: Asked): Answer[] | null {
  const { status, locationId, sort, from, to } = query
  if (status === undefined) return null
  const at = () => put(toInstant(now))
  // By start the statuses of a location have an index of their own; and a stretch of time may hold fewer than a status does.
  const isByStart = sort.endsWith('startsAt')
  const isWhole = actor.role === 'admin' && locationId === undefined
  const areLed = isByStart ? isWhole : from === undefined && to === undefined
  const stored = [...new Set(status)].map((one): Answer => {
    // Of an array, for the planner does not see that its one value leaves nothing to order by.
    const is = areLed ? `b.status = ANY(${put([one])}::text[])` : `b.status = ${put(one)}`
    // So that no index on `due_at` serves it: PostgreSQL takes the two for independent, and few rows for what is all of them.
    const where = occupies(one) ? `${is} AND (b.due_at <= ${at()}) IS NOT TRUE` : is
    return { where, ...(areLed && { leads: 'b.status' }) }
  })
  if (!status.some((one) => byTime.includes(one))) return stored
  // Looked up first, for they are few: a plan made without this instant takes them for a third of all that will be due, and
  // would rather look for them through the whole order. The first half spares all other rows the second.
  const overdue = `b.due_at <= ${at()} AND b.id = ANY(ARRAY(SELECT id FROM bookings WHERE due_at <= ${at()}))`
  return [...stored, { where: `${overdue} AND ${overdueStatusSql} = ANY(${put(status)}::text[])` }]
}

/** What ends after `from`: an index by start needs to know how long before it that can have begun. */
function overlapping(put: Put, { query: { from } }: Asked): Answer[] | null {
  if (from === undefined) return null
  const [after, recent] = [put(from), put(toInstant(toMs(from) - longMs))]
  const oldest = put(toInstant(toMs(from) - longestMs))
  const before = `b.starts_at < ${recent} AND b.starts_at >= ${oldest} AND b.ends_at - b.starts_at > interval '24 hours'`
  return [
    { where: `b.ends_at > ${after} AND b.starts_at >= ${recent}` },
    { where: `b.ends_at > ${after} AND ${before}` },
  ]
}
