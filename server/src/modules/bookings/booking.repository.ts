import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { toJson } from '../../db/json.ts'
import type { Bookings, DB } from '../../db/tables.gen.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import type { CancellationTier, Quote } from '../tariffs/tariff.schema.ts'
import type { BookingStatus } from './booking.schema.ts'
import { checkInMs } from './booking.states.ts'

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
    'bookings.cancelledAt',
    'bookings.cancelReason',
    'bookings.createdAt',
    'bookings.updatedAt',
    'bookings.version',
  ] as const

const living = (db: Db) => db.selectFrom('bookings').select(columns).where('deletedAt', 'is', null)

export type BookingRow = NonNullable<Awaited<ReturnType<typeof findBooking>>>

export const findBooking = (db: Db, id: string) => living(db).where('id', '=', id).executeTakeFirst()

/** Waits for, and holds off, every other change of the booking: of two at once the first wins. */
export const lockBooking = (trx: Tx, id: string) =>
  living(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** Bookings that occupy these spaces at some time in `during` (their own time, without buffers), by owner; locked. */
export const lockOccupying = (trx: Tx, spaceIds: string[], during: TimeRange) =>
  living(trx)
    .where('spaceId', 'in', spaceIds)
    .where('slot', 'is not', null)
    .where('startsAt', '<', toInstant(during.end))
    .where('endsAt', '>', toInstant(during.start))
    .orderBy('userId')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

/** Bookings of a space whose slot reaches into `during`, although time has ended them by `now`; by owner, locked. */
export const lockOverdue = (trx: Tx, spaceId: string, during: TimeRange, now: number) =>
  living(trx)
    .where('spaceId', '=', spaceId)
    .where(sql<boolean>`slot && tstzrange(${toInstant(during.start)}, ${toInstant(during.end)}, '[)')`)
    .where(statusAt(now), 'not in', ['pending', 'confirmed', 'checked_in'])
    .orderBy('userId')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

type Json = { quote: Quote; cancellation: CancellationTier[] }
type NewRow = Omit<Insertable<Bookings>, keyof Json> & Json
type Change = Omit<Updateable<Bookings>, keyof Json> & Partial<Json>

export const insertBooking = (trx: Tx, { quote, cancellation, ...rest }: NewRow) =>
  trx
    .insertInto('bookings')
    .values({ ...rest, quote: toJson(quote), cancellation: toJson(cancellation) })
    .returning(columns)
    .executeTakeFirstOrThrow()

export const updateBooking = (trx: Tx, id: string, { quote, cancellation, ...rest }: Change) =>
  trx
    .updateTable('bookings')
    .set((eb) => ({
      ...rest,
      ...(quote && { quote: toJson(quote) }),
      ...(cancellation && { cancellation: toJson(cancellation) }),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()

/** `statusAt` of booking.states.ts in SQL. */
export const statusAt = (now: number) => {
  const at = sql`${toInstant(now)}::timestamptz`
  const lateAt = sql`${toInstant(now - checkInMs)}::timestamptz`
  return sql<BookingStatus>`CASE
    WHEN bookings.status = 'pending' AND bookings.starts_at <= ${at} THEN 'expired'
    WHEN bookings.status = 'confirmed' AND bookings.requires_check_in AND bookings.starts_at <= ${lateAt} THEN 'no_show'
    WHEN (bookings.status = 'checked_in' OR bookings.status = 'confirmed' AND NOT bookings.requires_check_in)
      AND bookings.ends_at <= ${at} THEN 'completed'
    ELSE bookings.status END`
}
