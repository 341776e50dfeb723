import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import { isCountedInReportsSql, reportStatusSql } from '../bookings/booking.service.ts'
import type { OccupancyChange } from './report.cells.ts'

/** These locations, or all of them, active or not, by name. */
export function findLocations(db: Db, ids: string[] | null) {
  const selectQuery = db
    .selectFrom('locations')
    .select(['id', 'name', 'timeZone', 'currency', 'isActive', 'updatedAt'])
    .orderBy('nameKey')
    .orderBy('id')
  return (ids ? selectQuery.where('id', '=', sql<string>`ANY(${ids}::uuid[])`) : selectQuery).execute()
}

export type ReportLocation = Awaited<ReturnType<typeof findLocations>>[number]

/** The locations of one time zone, and the real time of the requested days there. */
export type ZoneScope = { timeZone: string; during: TimeRange; locations: ReportLocation[] }

const locationsOf = ({ locations }: ZoneScope) =>
  sql<string>`ANY(${locations.map((location) => location.id)}::uuid[])`

/** All spaces of these locations, by name, with the deleted ones. (A space that was never booked has no row after its deletion.) */
export const findSpaces = (db: Db, scope: ZoneScope) =>
  db
    .selectFrom('spaces')
    .select(['id', 'locationId', 'name', 'type', 'isActive', 'createdAt', 'updatedAt', 'deletedAt'])
    .select(
      sql<
        string | null
      >`(SELECT min(b.starts_at) FROM bookings b WHERE b.space_id = spaces.id AND b.deleted_at IS NULL)`.as(
        'firstBookingAt',
      ),
    )
    .where('locationId', '=', locationsOf(scope))
    .orderBy('nameKey')
    .orderBy('id')
    .execute()

export type SpaceRow = Awaited<ReturnType<typeof findSpaces>>[number]

/**
 * Common table expressions for a query. `counted` has the bookings that took a space, or were a no-show, within the requested days. A
 * booking counts as occupied time from `taken_from` to `taken_until`: the part that no earlier booking of its space covers. A booking that
 * was completed early may overlap the next, and each minute is counted once.
 */
function countedIn(scope: ZoneScope, now: number) {
  const since = sql`${toInstant(scope.during.start)}::timestamptz`
  const until = sql`${toInstant(scope.during.end)}::timestamptz`
  // No booking is longer than 744 hours (31 days), so the search in the index needs no earlier start.
  return sql`
    found AS (
      SELECT space_id, starts_at, starts_at >= ${since} AS starts_within, ${reportStatusSql(now)} = 'no_show' AS is_no_show,
        greatest(starts_at, ${since}) AS within_from, least(ends_at, ${until}) AS taken_until
      FROM bookings
      WHERE location_id = ${locationsOf(scope)} AND deleted_at IS NULL AND starts_at < ${until} AND ends_at > ${since}
        AND starts_at > ${since} - interval '744 hours' AND ${isCountedInReportsSql(now)}
    ), counted AS (
      SELECT *, CASE WHEN NOT is_no_show THEN greatest(within_from, max(taken_until) FILTER (WHERE NOT is_no_show) OVER (
        PARTITION BY space_id ORDER BY starts_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) END AS taken_from
      FROM found
    )`
}

export type SpaceFigures = { spaceId: string; occupiedMs: number; bookings: number; noShows: number }

export async function findOccupancyBySpace(db: Db, scope: ZoneScope, now: number): Promise<SpaceFigures[]> {
  const { rows } = await sql<SpaceFigures>`
    WITH ${countedIn(scope, now)}
    SELECT space_id,
      coalesce(extract(epoch FROM sum(taken_until - taken_from) FILTER (WHERE taken_from < taken_until)) * 1000, 0)::bigint
        AS occupied_ms,
      count(*) FILTER (WHERE starts_within AND NOT is_no_show) AS bookings,
      count(*) FILTER (WHERE starts_within AND is_no_show) AS no_shows
    FROM counted GROUP BY space_id
  `.execute(db)
  return rows
}

/**
 * For each instant at which something changes, in order of time: the change of the number of taken spaces, and the numbers of bookings and
 * no-shows that start then.
 */
export async function findOccupancyChanges(
  db: Db,
  scope: ZoneScope,
  now: number,
): Promise<OccupancyChange[]> {
  const { rows } = await sql<OccupancyChange>`
    WITH ${countedIn(scope, now)}, changes AS (
      SELECT starts_at AS at, 0 AS delta, (NOT is_no_show)::int AS booking, is_no_show::int AS no_show
      FROM counted WHERE starts_within
      UNION ALL SELECT taken_from, 1, 0, 0 FROM counted WHERE taken_from < taken_until
      UNION ALL SELECT taken_until, -1, 0, 0 FROM counted WHERE taken_from < taken_until
    )
    SELECT (extract(epoch FROM changes.at) * 1000)::bigint AS at, sum(delta) AS delta, sum(booking) AS bookings,
      sum(no_show) AS no_shows
    FROM changes GROUP BY changes.at ORDER BY changes.at
  `.execute(db)
  return rows
}

export type RevenueSums = { currency: string; charges: number; refunds: number }
type AccountSums = { accountId: string; charges: number; refunds: number }

/** The accounts that hold the earnings of the locations: their ids with their currencies. */
async function findRevenueAccounts(db: Db, scope: ZoneScope): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'currency'])
    .where('kind', '=', 'revenue')
    .where('locationId', '=', locationsOf(scope))
    .execute()
  return new Map(rows.map(({ id, currency }) => [id, currency]))
}

/** The transfers to and from these accounts on the requested days: charges and refunds of bookings. */
function transfersOf(scope: ZoneScope, accountIds: string[]) {
  const period = sql`created_at >= ${toInstant(scope.during.start)} AND created_at < ${toInstant(scope.during.end)}`
  // Charges and refunds are selected separately, because the planner has statistics of `to_account` and of `from_account`, but none of both
  // together.
  return sql`(
    SELECT to_account AS account_id, booking_id, created_at, amount AS charge, 0 AS refund
    FROM transfers WHERE kind = 'charge' AND to_account = ANY(${accountIds}::uuid[]) AND ${period}
    UNION ALL
    SELECT from_account, booking_id, created_at, 0, amount
    FROM transfers WHERE kind = 'refund' AND from_account = ANY(${accountIds}::uuid[]) AND ${period}
  ) AS period_transfers`
}

const sums = sql`account_id, sum(charge)::bigint AS charges, sum(refund)::bigint AS refunds`

/** Sums by the position in `starts` (from 1) of the last start at or before the transfer; so PostgreSQL computes no local dates. */
export async function sumTransfersByDay(
  db: Db,
  scope: ZoneScope,
  starts: number[],
): Promise<(RevenueSums & { day: number })[]> {
  const accounts = await findRevenueAccounts(db, scope)
  const { rows } = await sql<AccountSums & { day: number }>`
    SELECT width_bucket(created_at, ${starts.map(toInstant)}::timestamptz[]) AS day, ${sums}
    FROM ${transfersOf(scope, [...accounts.keys()])} GROUP BY day, account_id
  `.execute(db)
  return rows.map(({ accountId, ...row }) => ({ ...row, currency: accounts.get(accountId) ?? '' }))
}

/** Sums by the present space of the transfer's booking. */
export async function sumTransfersBySpace(
  db: Db,
  scope: ZoneScope,
): Promise<(RevenueSums & { spaceId: string })[]> {
  const accounts = await findRevenueAccounts(db, scope)
  const { rows } = await sql<AccountSums & { spaceId: string }>`
    SELECT bookings.space_id, ${sums}
    FROM ${transfersOf(scope, [...accounts.keys()])} JOIN bookings ON bookings.id = period_transfers.booking_id
    GROUP BY bookings.space_id, account_id
  `.execute(db)
  return rows.map(({ accountId, ...row }) => ({ ...row, currency: accounts.get(accountId) ?? '' }))
}
