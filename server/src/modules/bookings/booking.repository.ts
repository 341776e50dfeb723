import { type ExpressionBuilder, sql } from 'kysely'
import { cacheTagsOfBooking } from '../../cache/cache-tag.ts'
import { anyOf } from '../../db/any-of.ts'
import { fixedQuery } from '../../db/compile.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating, noteInvalidated, withoutInvalidation } from '../../db/invalidate.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import type { DB } from '../../db/tables.gen.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import { isDueAt, isLiveAt, isStoredAsOccupying } from '../calendar/calendar.view.ts'
import type { CancellationTier, Quote } from '../tariffs/tariff.schema.ts'
import { reportStatusSql } from './booking.status.repository.ts'

export const bookingColumns = (eb: ExpressionBuilder<DB, 'bookings'>) =>
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
    'bookings.holdUntil',
    'bookings.cancelledAt',
    'bookings.cancelReason',
    'bookings.createdAt',
    'bookings.updatedAt',
    'bookings.version',
  ] as const

const notDeleted = (db: Db) => db.selectFrom('bookings').select(bookingColumns).where('deletedAt', 'is', null)

export type BookingRow = NonNullable<Awaited<ReturnType<typeof findBooking>>>

export const findBooking = (db: Db, id: string) => notDeleted(db).where('id', '=', id).executeTakeFirst()

/** A booking with the `xmin` of the row that was read: PostgreSQL gives the row another `xmin` at every change, also where `version` stays. */
export type BookingAsRead = BookingRow & { xmin: string }

export async function findBookingWithXmin(db: Db, id: string): Promise<BookingAsRead | undefined> {
  const [row] = await runPrepared(db, withXmin(db, id))
  return row
}

const withXmin = fixedQuery((db, id: string) =>
  notDeleted(db).select(sql<string>`xmin::text`.as('xmin')).where('id', '=', id),
)

/** Locks a booking against every other change: of two simultaneous changes the second waits for the first. */
export const lockBooking = (trx: Tx, id: string) =>
  notDeleted(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/**
 * Locks and returns, in the order of their owners, the bookings of these spaces that overlap `during` by their own time, without
 * buffers, and occupy their slot by the stored status.
 */
export const lockStoredAsOccupyingInSpaces = (trx: Tx, spaceIds: string[], during: TimeRange) =>
  occupyingIn(trx, during).where('spaceId', 'in', spaceIds).forNoKeyUpdate().execute()

const occupyingIn = (trx: Tx, during: TimeRange) =>
  notDeleted(trx)
    .where(isStoredAsOccupying)
    .where('startsAt', '<', toInstant(during.end))
    .where('endsAt', '>', toInstant(during.start))
    .orderBy('userId')
    .orderBy('id')

/** Locks and returns, by owner, the bookings with these ids, whatever their time and status. */
export const lockByIds = (trx: Tx, ids: string[]) =>
  notDeleted(trx).where(anyOf('id', ids)).orderBy('userId').orderBy('id').forNoKeyUpdate().execute()

type DueQuery = {
  now: number
  limit: number
  /** The ids of bookings that are skipped for a while, because their processing has failed. */
  except: string[]
}

const notAmong = (ids: string[]) => sql<boolean>`NOT id = ANY(${ids}::uuid[])`

/** The condition that `applyDueTransition` changes the booking: it is due, and no closure is about to cancel it. */
const isSweepable = (now: number) => sql<boolean>`${isDueAt(now)} AND NOT bookings.awaits_cancellation`

/**
 * Locks and returns up to `limit` due bookings, the earliest first. Skips those that another transaction has locked, and those that a
 * closure is about to cancel.
 */
export const lockDue = (trx: Tx, { now, limit, except }: DueQuery) =>
  trx
    .selectFrom('bookings')
    .select(bookingColumns)
    .where(isSweepable(now))
    .where(notAmong(except))
    .orderBy('dueAt')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/**
 * Locks and returns, in the order of their owners, the due bookings of one space that no closure is about to cancel. The caller must
 * hold the lock of the space.
 */
export const lockDueOfSpace = (trx: Tx, spaceId: string, now: number) =>
  trx
    .selectFrom('bookings')
    .select(bookingColumns)
    .where('spaceId', '=', spaceId)
    .where(isSweepable(now))
    .orderBy('userId')
    .orderBy('id')
    .forUpdate()
    .execute()

/** Locks and returns confirmed bookings that start in `(now, until]` and have no reminder yet. */
export const lockUnreminded = (trx: Tx, { now, until, limit, except }: DueQuery & { until: number }) =>
  trx
    .selectFrom('bookings')
    .select(bookingColumns)
    .where('status', '=', 'confirmed')
    .where('remindedAt', 'is', null)
    .where('startsAt', '>', toInstant(now))
    .where('startsAt', '<=', toInstant(until))
    .where(notAmong(except))
    .orderBy('startsAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/** Records that the reminder was handled. This does not change the version, because no response shows it. */
export const markReminded = (trx: Tx, id: string, at: string) =>
  withoutInvalidation(trx).updateTable('bookings').set({ remindedAt: at }).where('id', '=', id).execute()

// Each row takes up to a millisecond, and a statement may take eight seconds.
const marksPerStatement = 1_000

/**
 * Records on locked bookings whether a closure is about to cancel them. No list shows it, so no cached response changes. The response
 * for one booking is not cached; its `actions` and `refundNow` change, as they do with time, without a new version.
 */
export async function markAwaitingCancellation(
  trx: Tx,
  ids: string[],
  awaitsCancellation: boolean,
): Promise<void> {
  for (let from = 0; from < ids.length; from += marksPerStatement)
    await withoutInvalidation(trx)
      .updateTable('bookings')
      .set({ awaitsCancellation })
      .where(anyOf('id', ids.slice(from, from + marksPerStatement)))
      .execute()
}

/** Locks and returns the bookings of a person whose stored status occupies a slot, in the order of their ids. */
export const lockStoredAsOccupyingOfUser = (trx: Tx, userId: string) =>
  notDeleted(trx)
    .where('userId', '=', userId)
    .where(isStoredAsOccupying)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

/** Whether the owner of a booking has another live booking that overlaps it. */
export async function ownerHasOverlapping(db: Db, booking: BookingRow, now: number): Promise<boolean> {
  const { id, userId, startsAt, endsAt } = booking
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('userId', '=', userId)
    .where('id', '<>', id)
    .where(isLiveAt(now))
    .where('startsAt', '<', endsAt)
    .where('endsAt', '>', startsAt)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function clearTexts(trx: Tx, userId: string): Promise<void> {
  const rows = await invalidating(trx, `user:${userId}`)
    .updateTable('bookings')
    .set({ title: '', cancelReason: null })
    .where('userId', '=', userId)
    // True for every booking. The bookings of a user have two indexes, one for those that are deleted and one for the others.
    .where((eb) => eb.or([eb('deletedAt', 'is', null), eb('deletedAt', 'is not', null)]))
    .returning(['locationId', 'spaceId'])
    .execute()
  for (const row of rows) noteInvalidated(trx, cacheTagsOfBooking({ ...row, userId }))
}

/** Whether one of these accounts has a completed booking of the space. Deleted bookings do not count. */
export async function hasCompleted(
  db: Db,
  userIds: string[],
  spaceId: string,
  now: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('bookings')
    .select('id')
    .where('userId', 'in', userIds)
    .where('spaceId', '=', spaceId)
    .where('deletedAt', 'is', null)
    .where(reportStatusSql(now), '=', 'completed')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
