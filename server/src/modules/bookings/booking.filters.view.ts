import type { Put } from '../../db/statement.ts'
import { type Actor, manages } from '../../shared/call.ts'
import { dayMs, toInstant, toMs } from '../../shared/time-range.ts'
import type { BookingQuery, BookingStatus } from './booking.schema.ts'

/**
 * What a list keeps, as SQL on `bookings b`: each of `groups` is one question with its answers, of which no row meets two;
 * a row must meet one of every group. With one index for each answer, the first rows of a list in order are found
 * without looking at those that it leaves out, however many these are.
 */
export type Filters = { all: string[]; groups: string[][] }

type Asked = { actor: Actor; query: BookingQuery; now: number }

// The longest that `bookings_length` lets a booking be, and the length beyond which it is in `bookings_long_idx`.
const longestMs = 31 * dayMs
const longMs = dayMs

const live: BookingStatus[] = ['pending', 'confirmed', 'checked_in']
const byTime: BookingStatus[] = ['expired', 'no_show', 'completed']

/** `statusAt` of booking.states.ts: `due_at` is when time makes another of it. */
export const statusSql = (put: Put, now: number): string =>
  `CASE WHEN b.due_at <= ${put(toInstant(now))} THEN ${overdueStatus} ELSE b.status END`

const overdueStatus = `CASE WHEN b.status = 'pending' THEN 'expired'
  WHEN b.status = 'confirmed' AND b.requires_check_in THEN 'no_show' ELSE 'completed' END`

export function filtersOf(put: Put, asked: Asked): Filters {
  const { locationId, spaceId, userId, to, minPrice, maxPrice } = asked.query
  const all = ['b.deleted_at IS NULL']
  if (locationId !== undefined) all.push(`b.location_id = ${put(locationId)}`)
  if (spaceId !== undefined) all.push(`b.space_id = ${put(spaceId)}`)
  if (userId !== undefined) all.push(`b.user_id = ${put(userId)}`)
  if (to !== undefined) all.push(`b.starts_at < ${put(to)}`)
  if (minPrice !== undefined) all.push(`b.total_price >= ${put(minPrice)}`)
  if (maxPrice !== undefined) all.push(`b.total_price <= ${put(maxPrice)}`)
  const groups = [scopes(put, asked), statuses(put, asked), overlapping(put, asked)].filter(
    (group) => group !== null,
  )
  // The bookings of one person or space are few: to sort them is less than to merge.
  const isPinned = userId !== undefined || spaceId !== undefined || asked.actor.role === 'member'
  return isPinned || groups.length === 0 ? { all: [...all, ...groups.map(any)], groups: [] } : { all, groups }
}

/** A group as one condition. */
export const any = (group: string[]): string => `(${group.join(' OR ')})`

/** One's own; a manager's also those in its locations; all for an administrator. */
function scopes(put: Put, { actor, query }: Asked): string[] | null {
  const { locationId } = query
  if (actor.role === 'admin' || (locationId !== undefined && manages(actor, locationId))) return null
  const own = `b.user_id = ${put(actor.id)}`
  if (actor.role === 'member' || locationId !== undefined || actor.locationIds.length === 0) return [own]
  const here = actor.locationIds.map((id) => `b.location_id = ${put(id)}`)
  return [`${own} AND NOT b.location_id = ANY(${put(actor.locationIds)}::uuid[])`, ...here]
}

// Nearly all that are completed have begun. PostgreSQL cannot know, and would look for most of all bookings through those
// that are ahead. One that was checked in, moved to another day and completed by hand is ahead, though: so not by the clock.
const lastCompleted = `(SELECT max(starts_at) FROM bookings WHERE status = 'completed' AND deleted_at IS NULL)`

/** What is stored, but for the few rows that time has overtaken and the sweep has not come by. */
function statuses(put: Put, { query: { status }, now }: Asked): string[] | null {
  if (status === undefined) return null
  const at = () => put(toInstant(now))
  const stored = [...new Set(status)].map((one) => {
    const isStored = `b.status = ${put(one)}`
    // So that no index on `due_at` serves it: PostgreSQL takes the two for independent, and few rows for what is all of them.
    if (live.includes(one)) return `${isStored} AND (b.due_at <= ${at()}) IS NOT TRUE`
    return one === 'completed' ? `${isStored} AND b.starts_at <= ${lastCompleted}` : isStored
  })
  if (!status.some((one) => byTime.includes(one))) return stored
  return [...stored, `b.due_at <= ${at()} AND ${overdueStatus} = ANY(${put(status)}::text[])`]
}

/** What ends after `from`: an index by start needs to know how long before it that can have begun. */
function overlapping(put: Put, { query: { from } }: Asked): string[] | null {
  if (from === undefined) return null
  const [after, recent] = [put(from), put(toInstant(toMs(from) - longMs))]
  const oldest = put(toInstant(toMs(from) - longestMs))
  return [
    `b.ends_at > ${after} AND b.starts_at >= ${recent}`,
    `b.ends_at > ${after} AND b.starts_at < ${recent} AND b.starts_at >= ${oldest} AND b.ends_at - b.starts_at > interval '24 hours'`,
  ]
}
