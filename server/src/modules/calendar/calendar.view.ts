import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type Instant, rangeOf, type TimeRange, toInstant, toMs } from '../../shared/time-range.ts'

// What is taken when, over the bookings. The rule in SQL is `occupiesAt`; in TypeScript it is `occupies(statusAt(booking, now))` of
// booking.states.ts, and a test holds the two together. `due_at` is generated: when time ends what the status occupies, null where
// it occupies nothing. So a booking that time has ended takes nothing any more, whether or not that is written down yet. Taken are units
// of a resource (`resource_id`, by whose index it is found); each space is a resource of its own as yet.

type Table = 'bookings' | 'b'

/** The booking occupies its slot at `now`. */
export const occupiesAt = (now: number, table: Table = 'bookings'): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.due_at`)} > ${toInstant(now)}`

/** Time has ended what the booking occupies at `now`, and nobody has written that down yet. */
export const isDueAt = (now: number): RawBuilder<boolean> =>
  sql<boolean>`bookings.due_at <= ${toInstant(now)}`

/** The booking occupies its slot as far as is written down, whatever time has made of it since. */
export const isStoredAsOccupying: RawBuilder<boolean> = sql<boolean>`bookings.slot IS NOT NULL`

/** The slot of the booking, buffers included, takes a part of `range` (a `tstzrange`). */
export const takes = (
  range: RawBuilder<unknown>,
  now: number,
  table: Table = 'bookings',
): RawBuilder<boolean> => sql<boolean>`${sql.ref(`${table}.slot`)} && ${range} AND ${occupiesAt(now, table)}`

export const pgRange = ({ start, end }: TimeRange): RawBuilder<unknown> =>
  sql`tstzrange(${toInstant(start)}, ${toInstant(end)}, '[)')`

export type TakenSlot = { startsAt: Instant; endsAt: Instant; slotStartsAt: Instant; slotEndsAt: Instant }

const slotColumns = sql`starts_at, ends_at, lower(slot) AS slot_starts_at, upper(slot) AS slot_ends_at`

/** Bookings whose slot (buffers included) overlaps `during`, in order, without the one that is being moved. */
export async function findTaken(
  db: Db,
  spaceId: string,
  during: TimeRange,
  now: number,
  movedBookingId: string | null = null,
): Promise<TakenSlot[]> {
  const { rows } = await sql<TakenSlot>`
    SELECT ${slotColumns} FROM bookings
    WHERE resource_id = ${spaceId} AND ${takes(pgRange(during), now)} AND id IS DISTINCT FROM ${movedBookingId}::uuid
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
    SELECT space_id, ${slotColumns} FROM bookings
    WHERE resource_id = ANY(${spaceIds}::uuid[]) AND ${takes(pgRange(during), now)}
    ORDER BY starts_at
  `.execute(db)
  return rows
}

type Stretch = { spaceId: string; startsAt: Instant; endsAt: Instant }

/** When each of these spaces is taken, buffers included, touching slots joined: a row a stretch, however much is booked in it. */
export async function findTakenStretches(
  db: Db,
  spaceIds: string[],
  during: TimeRange,
  now: number,
): Promise<Map<string, TimeRange[]>> {
  const { rows } = await sql<Stretch>`
    SELECT space_id, lower(stretch) AS starts_at, upper(stretch) AS ends_at FROM (
      SELECT space_id, unnest(range_agg(slot)) AS stretch FROM bookings
      WHERE resource_id = ANY(${spaceIds}::uuid[]) AND ${takes(pgRange(during), now)}
      GROUP BY space_id) stretches
  `.execute(db)
  const bySpace = Map.groupBy(rows, (row) => row.spaceId)
  return new Map([...bySpace].map(([spaceId, stretches]) => [spaceId, stretches.map(rangeOf)]))
}

/** When time next ends or frees any booking; infinite where none waits for that. */
export async function findNextDue(db: Db, now: number): Promise<number> {
  const { rows } = await sql<{ dueAt: Instant | null }>`
    SELECT min(due_at) AS due_at FROM bookings WHERE ${occupiesAt(now)}
  `.execute(db)
  const dueAt = rows[0]?.dueAt
  return dueAt ? toMs(dueAt) : Number.POSITIVE_INFINITY
}

/** Whether a booking occupies the space now or later. */
export async function isTakenFrom(db: Db, spaceId: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('resourceId', '=', spaceId)
    .where(isStoredAsOccupying)
    .where(occupiesAt(now))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How many bookings of a member occupy time after `now`; counts to `most`. */
export async function countLive(
  db: Db,
  userId: string,
  { now, most }: { now: number; most: number },
): Promise<number> {
  const live = db
    .selectFrom('bookings')
    .select('id')
    .where('userId', '=', userId)
    .where(occupiesAt(now))
    .limit(most)
  const { n } = await db
    .selectFrom(live.as('live'))
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}
