import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely'
import { tokensOfBooking } from '../../cache/token.ts'
import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidate, invalidating, unseen } from '../../db/invalidate.ts'
import { runNamed } from '../../db/named.ts'
import type { DB } from '../../db/tables.gen.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import { isDueAt, isStoredAsOccupying } from '../calendar/calendar.view.ts'
import type { CancellationTier, Quote } from '../tariffs/tariff.schema.ts'
import { statusInSql } from './booking.status.repository.ts'

export const columns = (eb: ExpressionBuilder<DB, 'bookings'>) =>
  [
    'bookings.id',
    'bookings.userId',
    'bookings.spaceId',
    'bookings.locationId',
    'bookings.startsAt',
    'bookings.endsAt',
    'bookings.status',
    'bookings.title',
    'bookings.totalPrice',
    'bookings.currency',
    eb.ref('bookings.quote').$castTo<Quote>().as('quote'),
    eb.ref('bookings.cancellation').$castTo<CancellationTier[]>().as('cancellation'),
    'bookings.requiresCheckIn',
    'bookings.refunded',
    'bookings.refundLimitPercent',
    'bookings.awaitsCancellation',
    'bookings.cancelledAt',
    'bookings.cancelReason',
    'bookings.createdAt',
    'bookings.updatedAt',
    'bookings.version',
  ] as const

const living = (db: Db) => db.selectFrom('bookings').select(columns).where('deletedAt', 'is', null)

export type BookingRow = NonNullable<Awaited<ReturnType<typeof findBooking>>>

export const findBooking = (db: Db, id: string) => living(db).where('id', '=', id).executeTakeFirst()

/** A booking, and which version of its row was read: `xmin` is another one after every change, whoever makes it. */
export type ReadBooking = BookingRow & { xmin: string }

export async function findBookingWithXmin(db: Db, id: string): Promise<ReadBooking | undefined> {
  const [row] = await runNamed(db, living(db).select(sql<string>`xmin::text`.as('xmin')).where('id', '=', id))
  return row
}

/** Waits for, and holds off, every other change of the booking: of two at once the first wins. */
export const lockBooking = (trx: Tx, id: string) =>
  living(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** Bookings that occupy these spaces at some time in `during` (their own time, without buffers), by owner; locked. */
export const lockOccupying = (trx: Tx, spaceIds: string[], during: TimeRange) =>
  occupyingIn(trx, during).where('spaceId', 'in', spaceIds).forNoKeyUpdate().execute()

/** Those of these bookings that do, whatever their space. */
export const lockOccupyingOf = (trx: Tx, ids: string[], during: TimeRange) =>
  occupyingIn(trx, during).where(anyOf('id', ids)).forNoKeyUpdate().execute()

const occupyingIn = (trx: Tx, during: TimeRange) =>
  living(trx)
    .where(isStoredAsOccupying)
    .where('startsAt', '<', toInstant(during.end))
    .where('endsAt', '>', toInstant(during.start))
    .orderBy('userId')
    .orderBy('id')

type Taken = { now: number; limit: number; except: string[] }

const notOneOf = (ids: string[]) => sql<boolean>`NOT id = ANY(${ids}::uuid[])`

/** Up to `limit` bookings that time has overtaken, locked; those that somebody else, or a closure, has in hand are passed over. */
export const takeDue = (trx: Tx, { now, limit, except }: Taken) =>
  trx
    .selectFrom('bookings')
    .select(columns)
    .where(isDueAt(now))
    .where('awaitsCancellation', '=', false)
    .where(notOneOf(except))
    .orderBy('dueAt')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/** The same of one space, whose lock its caller holds, by owner. */
export const lockDueOfSpace = (trx: Tx, spaceId: string, now: number) =>
  trx
    .selectFrom('bookings')
    .select(columns)
    .where('spaceId', '=', spaceId)
    .where(isDueAt(now))
    .where('awaitsCancellation', '=', false)
    .orderBy('userId')
    .orderBy('id')
    .forUpdate()
    .execute()

/** Confirmed bookings that start in `(now, until]` and nobody has been reminded of, locked. */
export const takeUnreminded = (trx: Tx, { now, until, limit, except }: Taken & { until: number }) =>
  trx
    .selectFrom('bookings')
    .select(columns)
    .where('status', '=', 'confirmed')
    .where('remindedAt', 'is', null)
    .where('startsAt', '>', toInstant(now))
    .where('startsAt', '<=', toInstant(until))
    .where(notOneOf(except))
    .orderBy('startsAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/** Not a change of the booking: its version stays. No answer says whether somebody was reminded. */
export const markReminded = (trx: Tx, id: string, at: string) =>
  unseen(trx).updateTable('bookings').set({ remindedAt: at }).where('id', '=', id).execute()

/** Says of locked bookings whether a closure is about to cancel them: not a change that anybody is shown. */
export const markAwaitingCancellation = (trx: Tx, ids: string[], awaitsCancellation: boolean) =>
  unseen(trx).updateTable('bookings').set({ awaitsCancellation }).where(anyOf('id', ids)).execute()

/** A person's bookings that are stored as occupying, locked by id. */
export const lockLive = (trx: Tx, userId: string) =>
  living(trx).where('userId', '=', userId).where(isStoredAsOccupying).orderBy('id').forNoKeyUpdate().execute()

type Counted = { now: number; most: number }

/**
 * `countLive` of the calendar under the lock of the member's live bookings: other transactions that take it wait until this one
 * ends.
 */
export async function lockAndCountLive(trx: Tx, userId: string, { now, most }: Counted): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT lock_and_count_live_bookings(${userId}, ${toInstant(now)}, ${most}) AS n`.execute(trx)
  return rows[0]?.n ?? 0
}

/** A step that gives a row where the member has less than `most` of them, under the same lock. */
export const countingLive = (userId: string, { now, most }: Counted, when: RawBuilder<boolean>) => sql`
  SELECT WHERE CASE WHEN ${when} THEN lock_and_count_live_bookings(${userId}::uuid, ${toInstant(now)}::timestamptz, ${most}::integer) < ${most}::integer END`

export async function clearTitles(trx: Tx, userId: string): Promise<void> {
  const rows = await invalidating(trx, `user:${userId}`)
    .updateTable('bookings')
    .set({ title: '', cancelReason: null })
    .where('userId', '=', userId)
    .returning(['locationId', 'spaceId'])
    .execute()
  for (const row of rows) invalidate(trx, tokensOfBooking({ ...row, userId }))
}

export async function hasCompleted(db: Db, userId: string, spaceId: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('userId', '=', userId)
    .where('spaceId', '=', spaceId)
    .where(statusInSql(now), '=', 'completed')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
