import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type Instant, minuteMs, type TimeRange, toInstant, toMs } from '../../shared/time-range.ts'
import type { TermsKey } from '../quotes/quote.service.ts'
import type { SpaceFilter } from '../spaces/space.schema.ts'
import { searchSpaces } from '../spaces/space.service.ts'

export type Buffers = { bufferBeforeMinutes: number; bufferAfterMinutes: number }

/** `during` with a space's own buffers around it: what it would take of the calendar. */
export const withBuffers = ({ start, end }: TimeRange, space: Buffers): TimeRange => ({
  start: start - space.bufferBeforeMinutes * minuteMs,
  end: end + space.bufferAfterMinutes * minuteMs,
})

/** What a taken slot denies to the own interval of a space with these buffers. */
export const withOppositeBuffers = ({ start, end }: TimeRange, space: Buffers): TimeRange => ({
  start: start - space.bufferAfterMinutes * minuteMs,
  end: end + space.bufferBeforeMinutes * minuteMs,
})

const pgRange = ({ start, end }: TimeRange) => sql`tstzrange(${toInstant(start)}, ${toInstant(end)}, '[)')`

export type TakenSlot = { startsAt: Instant; endsAt: Instant; slotStartsAt: Instant; slotEndsAt: Instant }

export const slotOf = ({ slotStartsAt, slotEndsAt }: TakenSlot): TimeRange => ({
  start: toMs(slotStartsAt),
  end: toMs(slotEndsAt),
})

/**
 * Bookings whose slot (buffers included) overlaps `during`, in order, without the one that is being moved. One that time
 * has ended (`due_at`) takes nothing any more, whether or not that is written down yet.
 */
export async function findTaken(
  db: Db,
  spaceId: string,
  during: TimeRange,
  now: number,
  movedBookingId: string | null = null,
): Promise<TakenSlot[]> {
  const { rows } = await sql<TakenSlot>`
    SELECT starts_at, ends_at, lower(slot) AS slot_starts_at, upper(slot) AS slot_ends_at
    FROM bookings
    WHERE space_id = ${spaceId} AND slot && ${pgRange(during)} AND due_at > ${toInstant(now)} AND id IS DISTINCT FROM ${movedBookingId}::uuid
    ORDER BY starts_at
  `.execute(db)
  return rows
}

/** The same for several spaces at once, each with its `spaceId`. */
export async function findTakenOf(
  db: Db,
  spaceIds: string[],
  during: TimeRange,
  now: number,
): Promise<(TakenSlot & { spaceId: string })[]> {
  const { rows } = await sql<TakenSlot & { spaceId: string }>`
    SELECT space_id, starts_at, ends_at, lower(slot) AS slot_starts_at, upper(slot) AS slot_ends_at
    FROM bookings
    WHERE space_id = ANY(${spaceIds}::uuid[]) AND slot && ${pgRange(during)} AND due_at > ${toInstant(now)}
    ORDER BY starts_at
  `.execute(db)
  return rows
}

/** When time next ends or frees any booking; infinite where none waits for that. */
export async function findNextDue(db: Db, now: number): Promise<number> {
  const { rows } = await sql<{ dueAt: Instant | null }>`
    SELECT min(due_at) AS due_at FROM bookings WHERE due_at > ${toInstant(now)}
  `.execute(db)
  const dueAt = rows[0]?.dueAt
  return dueAt ? toMs(dueAt) : Number.POSITIVE_INFINITY
}

/** The distinct pairs of location and tariff among active spaces: terms are the same within one. */
export const searchTermsKeys = (db: Db) =>
  searchSpaces(db, {})
    .clearSelect()
    .select(['locationId', 'tariffId'])
    .distinct()
    .$narrowType<{ tariffId: string }>()
    .where('isActive', '=', true)

/**
 * Active spaces on these terms that pass the filter, and are neither taken (but by the booking that is being moved) nor
 * closed by themselves during that time.
 */
export function searchFreeSpaces(
  db: Db,
  filter: SpaceFilter,
  terms: TermsKey[],
  during: TimeRange,
  now: number,
  movedBookingId: string | null = null,
) {
  const [start, end] = [toInstant(during.start), toInstant(during.end)]
  const locations = terms.map((key) => key.locationId)
  const tariffs = terms.map((key) => key.tariffId)
  return searchSpaces(db, filter)
    .where('spaces.isActive', '=', true)
    .where(
      sql<boolean>`(spaces.location_id, spaces.tariff_id) IN (SELECT * FROM unnest(${locations}::uuid[], ${tariffs}::uuid[]))`,
    )
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM bookings b WHERE b.space_id = spaces.id AND b.due_at > ${toInstant(now)} AND b.slot && tstzrange(
        ${start}::timestamptz - make_interval(mins => spaces.buffer_before_minutes),
        ${end}::timestamptz + make_interval(mins => spaces.buffer_after_minutes), '[)')
        AND b.id IS DISTINCT FROM ${movedBookingId}::uuid)`,
    )
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM closures c WHERE c.space_id = spaces.id AND c.starts_at < ${end} AND c.ends_at > ${start})`,
    )
}
