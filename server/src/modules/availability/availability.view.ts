import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { pgRange } from '../../db/pg-range.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import { occupiesRange, rangesBySpace, type SpaceInterval } from '../calendar/calendar.view.ts'
import type { TermsKey } from '../quotes/quote.terms.ts'
import type { SpaceFilter } from '../spaces/space.schema.ts'
import { searchSpaces } from '../spaces/space.service.ts'
import { longestBufferMs } from './availability.buffers.ts'

/** The distinct pairs of location and tariff among the spaces that pass the filter, active or not; all spaces of a pair have the same terms. */
export const searchTermsKeys = (db: Db, filter: SpaceFilter = {}) =>
  searchSpaces(db, filter)
    .clearSelect()
    .select(['locationId', 'tariffId'])
    .distinct()
    .$narrowType<{ tariffId: string }>()

/** The key of terms that accept a booking; only in spaces that require no approval, unless `withApproval`. */
export type AcceptedKey = TermsKey & { withApproval: boolean }

/** The condition that the space has terms that accept the booking in this space. */
const isAccepted = (keys: AcceptedKey[]) => {
  const { withApproval = [], without } = Object.groupBy(keys, (key) =>
    key.withApproval ? 'withApproval' : 'without',
  )
  if (!without) return hasTerms(withApproval)
  return sql<boolean>`(${hasTerms(withApproval)} OR NOT spaces.requires_approval AND ${hasTerms(without)})`
}

/**
 * The condition that the space has the terms of one of these keys. `IS TRUE` keeps PostgreSQL from joining the terms: it would read all their
 * spaces and sort them, where the index by name gives the first spaces.
 */
const hasTerms = (keys: TermsKey[]) => {
  const locations = keys.map((key) => key.locationId)
  const tariffs = keys.map((key) => key.tariffId)
  return sql<boolean>`((spaces.location_id, spaces.tariff_id) IN (SELECT * FROM unnest(${locations}::uuid[], ${tariffs}::uuid[]))) IS TRUE`
}

/** The condition that booking `b` overlaps a booking of `during` in space `spaces`, both with their buffers. */
const blocksBooking = ({ start, end }: TimeRange, now: number) =>
  sql<boolean>`b.resource_id = spaces.id AND ${occupiesRange(
    sql`tstzrange(${toInstant(start)}::timestamptz - make_interval(mins => spaces.buffer_before_minutes),
      ${toInstant(end)}::timestamptz + make_interval(mins => spaces.buffer_after_minutes), '[)')`,
    now,
    'b',
  )}`

/** The condition that no booking takes the space in `during`, except the booking that is being moved. */
const isNotTaken = (during: TimeRange, now: number, movedBookingId: string | null = null) =>
  sql<boolean>`NOT EXISTS (SELECT FROM bookings b
    WHERE ${blocksBooking(during, now)} AND b.id IS DISTINCT FROM ${movedBookingId}::uuid)`

/** The condition that closure `c` overlaps `during`. */
const overlapsClosure = ({ start, end }: TimeRange) =>
  sql<boolean>`c.starts_at < ${toInstant(end)} AND c.ends_at > ${toInstant(start)}`

/** The condition that the space has no closure of its own in `during`. */
const isNotClosed = (during: TimeRange) =>
  sql<boolean>`NOT EXISTS (SELECT FROM closures c WHERE c.space_id = spaces.id AND ${overlapsClosure(during)})`

/**
 * Active spaces with these terms that pass the filter, and that in `during` are not taken (except by the booking that is being moved) and
 * have no closure of their own.
 */
export const searchFreeSpaces = (
  db: Db,
  filter: SpaceFilter,
  keys: AcceptedKey[],
  during: TimeRange,
  now: number,
  movedBookingId: string | null = null,
) =>
  searchSpaces(db, filter)
    .where('spaces.isActive', '=', true)
    .where(isAccepted(keys))
    .where(isNotTaken(during, now, movedBookingId))
    .where(isNotClosed(during))

/** The number of spaces of each type for each key of terms, active or not, with and without approval. */
export const countSpaces = (db: Db) =>
  searchSpaces(db, {})
    .clearSelect()
    .select(
      ({ fn }) =>
        [
          'locationId',
          'tariffId',
          'type',
          'isActive',
          'requiresApproval',
          fn.countAll<number>().as('spaces'),
        ] as const,
    )
    .groupBy(['locationId', 'tariffId', 'type', 'isActive', 'requiresApproval'])
    .$narrowType<{ tariffId: string }>()
    .execute()

/**
 * Of the active spaces of a location and type with these terms: how many have a closure of their own in that time; of the rest how
 * many are taken; of the rest how many are too small; of the rest how many lack an amenity.
 */
export async function countRefused(
  db: Db,
  { minCapacity = 1, amenities = [], ...filter }: SpaceFilter,
  keys: AcceptedKey[],
  during: TimeRange,
  now: number,
) {
  if (keys.length === 0) return { closed: 0, booking_conflict: 0, capacity: 0, amenities: 0 }
  const candidates = searchSpaces(db, locationAndTypeOf(filter))
    .clearSelect()
    .select(['id', 'capacity', 'amenities', 'bufferBeforeMinutes', 'bufferAfterMinutes'])
    .where('isActive', '=', true)
    .where(isAccepted(keys))
  // With the longest possible buffers on both sides, this range overlaps every slot that may block a space. It holds so few rows that one
  // look-up is enough for all spaces.
  const around = pgRange({ start: during.start - longestBufferMs, end: during.end + longestBufferMs })
  const { rows } = await sql<{ closed: number; taken: number; capacity: number; amenities: number }>`
    WITH spaces AS MATERIALIZED (${candidates}),
    closed AS (SELECT DISTINCT space_id AS id, true AS is_closed FROM closures c WHERE space_id IS NOT NULL AND ${overlapsClosure(during)}),
    taken AS (SELECT DISTINCT spaces.id, true AS is_taken FROM bookings b JOIN spaces ON ${blocksBooking(during, now)} WHERE b.slot && ${around}),
    checked AS (SELECT is_closed, is_taken, capacity < ${minCapacity} AS is_small, NOT amenities @> ${amenities}::text[] AS lacks_amenities
      FROM spaces LEFT JOIN closed USING (id) LEFT JOIN taken USING (id))
    SELECT count(*) FILTER (WHERE is_closed) AS closed,
      count(*) FILTER (WHERE is_closed IS NULL AND is_taken) AS taken,
      count(*) FILTER (WHERE is_closed IS NULL AND is_taken IS NULL AND is_small) AS capacity,
      count(*) FILTER (WHERE is_closed IS NULL AND is_taken IS NULL AND NOT is_small AND lacks_amenities) AS amenities
    FROM checked
  `.execute(db)
  const { taken = 0, ...counts } = rows[0] ?? { closed: 0, capacity: 0, amenities: 0 }
  return { ...counts, booking_conflict: taken }
}

/** Of these keys of terms, those of at least one active space that passes the filter. */
export const findKeysWithSpace = async (
  db: Db,
  filter: SpaceFilter,
  keys: TermsKey[],
): Promise<TermsKey[]> =>
  keys.length === 0
    ? []
    : searchTermsKeys(db, filter).where('spaces.isActive', '=', true).where(hasTerms(keys)).execute()

/** Only the spaces of the requested location and type are counted; capacity and amenities are reasons to refuse one of them. */
const locationAndTypeOf = ({ locationId, type }: SpaceFilter): SpaceFilter => ({
  ...(locationId !== undefined && { locationId }),
  ...(type !== undefined && { type }),
})

/** The first active spaces with these terms that pass the filter, by name. */
export const listActiveSpaces = (db: Db, filter: SpaceFilter, keys: TermsKey[], limit: number) =>
  runPrepared(
    db,
    searchSpaces(db, filter)
      .clearSelect()
      .select([
        'id',
        'locationId',
        'tariffId',
        'bufferBeforeMinutes',
        'bufferAfterMinutes',
        'requiresApproval',
      ])
      .$narrowType<{ tariffId: string }>()
      .where('spaces.isActive', '=', true)
      .where(hasTerms(keys))
      .orderBy('spaces.nameKey')
      .orderBy('spaces.id')
      .limit(sql.lit(limit)),
    { textVaries: true },
  )

/** The times at which each of these spaces has a closure of its own; touching closures are joined. */
export async function findClosedIntervals(db: Db, spaceIds: string[], during: TimeRange) {
  const rows = await runPrepared(
    db,
    sql<SpaceInterval>`
    SELECT space_id, lower(period) AS starts_at, upper(period) AS ends_at FROM (
      SELECT space_id, unnest(range_agg(tstzrange(starts_at, ends_at, '[)'))) AS period FROM closures
      WHERE space_id = ANY(${spaceIds}::uuid[]) AND starts_at < ${toInstant(during.end)} AND ends_at > ${toInstant(during.start)}
      GROUP BY space_id) periods`,
  )
  return rangesBySpace(rows)
}
