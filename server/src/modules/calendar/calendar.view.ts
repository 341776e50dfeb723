import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { pgRange } from '../../db/pg-range.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import { type Instant, rangeOf, type TimeRange, toInstant, toMs } from '../../shared/time-range.ts'

// The times that bookings occupy. The rule in SQL is `occupiesAt`; in TypeScript it is `occupies(statusAt(booking, now))` of
// booking.states.ts, and a test compares the two. `due_at` is computed by a trigger and checked by a constraint (decision 0028): the
// instant at which time ends the occupation, null where the status occupies nothing. So a booking whose `due_at` has passed occupies no
// slot any more, even where its row does not say so yet. A booking that a closure is about to cancel is the exception: it keeps its slot
// until it is cancelled. A booking takes a resource (`resource_id`, which the index uses) and units of it (`units`); at present each space
// is a resource of one unit (decision 0002).

type Table = 'bookings' | 'b'

/**
 * The condition that the stored status occupies a slot, and time has not ended this at `now`. It is false for a due booking that a closure
 * is about to cancel, which keeps its slot nevertheless: `isLiveAt` and `occupiesRange` include that one.
 */
export const occupiesAt = (now: number, table: Table = 'bookings'): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.due_at`)} > ${toInstant(now)}`

/** The condition that time has ended the occupation at `now`, but the row does not say so yet. */
export const isDueAt = (now: number): RawBuilder<boolean> =>
  sql<boolean>`bookings.due_at <= ${toInstant(now)}`

/** The condition that the booking occupies its slot by its stored status, even where time has ended it since. */
export const isStoredAsOccupying: RawBuilder<boolean> = sql<boolean>`bookings.slot IS NOT NULL`

/** The condition that the booking is live at `now`: one that a closure is about to cancel stays so until it is cancelled. */
export const isLiveAt = (now: number): RawBuilder<boolean> =>
  sql<boolean>`${isStoredAsOccupying} AND (${occupiesAt(now)} OR bookings.awaits_cancellation)`

/**
 * The condition that nobody can book `range` (a `tstzrange`) because of this booking: its slot, buffers included, overlaps the range. The
 * slot of a due booking is free, unless a closure is about to cancel it: then only the cancellation frees the slot.
 */
export const occupiesRange = (
  range: RawBuilder<unknown>,
  now: number,
  table: Table = 'bookings',
): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.slot`)} && ${range}
    AND (${occupiesAt(now, table)} OR ${sql.ref(`${table}.awaits_cancellation`)})`

export type TakenSlot = { startsAt: Instant; endsAt: Instant; slotStartsAt: Instant; slotEndsAt: Instant }

const slotColumns = sql`starts_at, ends_at, lower(slot) AS slot_starts_at, upper(slot) AS slot_ends_at`

/**
 * The taken slots (buffers included) that overlap `during`, ordered by the start of the booking. The slot of the moved booking is left out.
 */
export async function findSlotsOfSpace(
  db: Db,
  spaceId: string,
  during: TimeRange,
  now: number,
  movedBookingId: string | null = null,
): Promise<TakenSlot[]> {
  const { rows } = await sql<TakenSlot>`
    SELECT ${slotColumns} FROM bookings
    WHERE resource_id = ${spaceId} AND ${occupiesRange(pgRange(during), now)} AND id IS DISTINCT FROM ${movedBookingId}::uuid
    ORDER BY starts_at
  `.execute(db)
  return rows
}

/** Finds the taken slots of several spaces at once, each with its `spaceId`. */
export async function findSlotsOfSpaces(
  db: Db,
  spaceIds: string[],
  during: TimeRange,
  now: number,
): Promise<(TakenSlot & { spaceId: string })[]> {
  const { rows } = await sql<TakenSlot & { spaceId: string }>`
    SELECT space_id, ${slotColumns} FROM bookings
    WHERE resource_id = ANY(${spaceIds}::uuid[]) AND ${occupiesRange(pgRange(during), now)}
    ORDER BY starts_at
  `.execute(db)
  return rows
}

export type SpaceInterval = { spaceId: string; startsAt: Instant; endsAt: Instant }

/**
 * The times at which each of these spaces is taken, buffers included. Touching slots are joined into one row, however many
 * bookings they hold.
 */
export async function findJoinedSlotsBySpace(
  db: Db,
  spaceIds: string[],
  during: TimeRange,
  now: number,
): Promise<Map<string, TimeRange[]>> {
  const rows = await runPrepared(
    db,
    sql<SpaceInterval>`
    SELECT space_id, lower(period) AS starts_at, upper(period) AS ends_at FROM (
      SELECT space_id, unnest(range_agg(slot)) AS period FROM bookings
      WHERE resource_id = ANY(${spaceIds}::uuid[]) AND ${occupiesRange(pgRange(during), now)}
      GROUP BY space_id) periods`,
  )
  return rangesBySpace(rows)
}

export function rangesBySpace(rows: SpaceInterval[]): Map<string, TimeRange[]> {
  const bySpace = Map.groupBy(rows, (row) => row.spaceId)
  return new Map([...bySpace].map(([spaceId, intervals]) => [spaceId, intervals.map(rangeOf)]))
}

/** The next due instant of any booking; infinite where there is none. */
export async function findNextDue(db: Db, now: number): Promise<number> {
  const next = sql<{
    dueAt: Instant | null
  }>`SELECT min(due_at) AS due_at FROM bookings WHERE ${occupiesAt(now)}`
  const [{ dueAt } = { dueAt: null }] = await runPrepared(db, next)
  return dueAt ? toMs(dueAt) : Number.POSITIVE_INFINITY
}

/** Whether a booking occupies the space now or later; one that a closure is about to cancel does so until it is cancelled. */
export async function isTakenFrom(db: Db, spaceId: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('resourceId', '=', spaceId)
    .where(isLiveAt(now))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Whether a booking that occupies nothing could have its slot again. Like the constraint `bookings_no_overlap`, it compares stored rows: a
 * booking that time has ended, but whose row does not say so yet, still takes its slot. The caller must hold the lock of the space.
 */
export async function isSlotFree(db: Db, bookingId: string): Promise<boolean> {
  const { rows } = await sql<{ isFree: boolean }>`
    SELECT NOT EXISTS (
      SELECT FROM bookings b JOIN bookings o ON o.resource_id = b.space_id AND o.units && b.units AND o.id <> b.id
        AND o.slot && slot_of_booking('confirmed', b.starts_at, b.ends_at, b.buffer_before_minutes, b.buffer_after_minutes)
      WHERE b.id = ${bookingId}) AS is_free
  `.execute(db)
  return rows[0]?.isFree ?? false
}

/**
 * The number of a member's bookings that occupy a slot at `now`, by `occupiesAt`; at most `max`. Bookings that are due and that a closure is
 * about to cancel do not count.
 */
export async function countOccupying(
  db: Db,
  userId: string,
  { now, max }: { now: number; max: number },
): Promise<number> {
  const live = db
    .selectFrom('bookings')
    .select('id')
    .where('userId', '=', userId)
    .where(occupiesAt(now))
    .limit(max)
  const { n } = await db
    .selectFrom(live.as('live'))
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}
