import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import { cacheTagsOfBooking } from '../../cache/cache-tag.ts'
import type { Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { toJson } from '../../db/json.ts'
import type { Bookings } from '../../db/tables.gen.ts'
import type { Instant } from '../../shared/time-range.ts'
import type { CancellationTier, Quote } from '../tariffs/tariff.schema.ts'
import { type BookingAsRead, type BookingRow, bookingColumns } from './booking.repository.ts'

// These queries have their own file, because only booking.transition.ts may call them.

type Json = { quote: Quote; cancellation: CancellationTier[] }
/**
 * The default values of columns. Every new booking has them, except that a hold has a `holdUntil`; a hold is never made by
 * `insertBookingStatement`.
 */
const initialValues = {
  refunded: 0,
  refundLimitPercent: 100,
  awaitsCancellation: false,
  holdUntil: null,
  cancelledAt: null,
  cancelReason: null,
  version: 1,
} satisfies Partial<BookingRow>
/** A row to insert. */
export type NewRow = Omit<BookingRow, keyof typeof initialValues> &
  Pick<Selectable<Bookings>, 'bufferBeforeMinutes' | 'bufferAfterMinutes'> & { holdUntil?: Instant }
/** The columns that a change sets, with their values. */
export type ChangedColumns = Omit<Updateable<Bookings>, keyof Json> & Partial<Json>
type BookingReferences = { id: string; userId: string; spaceId: string; locationId: string }

export const insertBooking = (trx: Tx, { quote, cancellation, ...rest }: NewRow) =>
  invalidating(trx, ...cacheTagsOfBooking(rest))
    .insertInto('bookings')
    .values({ ...rest, resourceId: rest.spaceId, quote: toJson(quote), cancellation: toJson(cancellation) })
    .returning(bookingColumns)
    .executeTakeFirstOrThrow()

/** The constraint `bookings_no_overlap` compares bookings of one resource (decision 0002). At present each space is a resource of its own. */
const resourceOf = ({ spaceId }: ChangedColumns) => (spaceId ? { resourceId: spaceId } : {})

/** Changes a row. A move to another space also changes the cached responses of the former space. */
export const updateBooking = (
  trx: Tx,
  before: BookingReferences,
  { quote, cancellation, ...rest }: ChangedColumns,
) =>
  invalidating(
    trx,
    ...cacheTagsOfBooking(before),
    `space:${rest.spaceId ?? before.spaceId}`,
    `user:${rest.userId ?? before.userId}`,
  )
    .updateTable('bookings')
    .set((eb) => ({
      ...rest,
      ...resourceOf(rest),
      ...(quote && { quote: toJson(quote) }),
      ...(cancellation && { cancellation: toJson(cancellation) }),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', before.id)
    .returning(bookingColumns)
    .executeTakeFirstOrThrow()

/** The row after its insertion. Pure. */
export function rowAfterInsert({ bufferBeforeMinutes, bufferAfterMinutes, ...row }: NewRow): BookingRow {
  return { ...row, ...initialValues }
}

/** The query that inserts a row, as a part of a larger statement. */
export const insertBookingStatement = (row: NewRow, when: RawBuilder<boolean>) => sql`
  INSERT INTO bookings (id, user_id, space_id, resource_id, location_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes,
    requires_check_in, status, title, total_price, currency, quote, cancellation, created_at, updated_at)
  SELECT id, "userId", "spaceId", "spaceId", "locationId", "startsAt", "endsAt", "bufferBeforeMinutes", "bufferAfterMinutes",
    "requiresCheckIn", status, title, "totalPrice", currency, quote, cancellation, "createdAt", "updatedAt"
  FROM json_to_record(${toJson(row)}::json) AS row (id uuid, "userId" uuid, "spaceId" uuid, "locationId" uuid, "startsAt" timestamptz,
    "endsAt" timestamptz, "bufferBeforeMinutes" integer, "bufferAfterMinutes" integer, "requiresCheckIn" boolean, status text,
    title text, "totalPrice" bigint, currency text, quote json, cancellation json, "createdAt" timestamptz, "updatedAt" timestamptz)
  WHERE ${when}
  RETURNING 1`

/** The row after its change. Pure. */
export function rowAfterChange({ xmin, ...before }: BookingAsRead, change: ChangedColumns): BookingRow {
  const { remindedAt, bufferBeforeMinutes, bufferAfterMinutes, ...rest } = change
  return { ...before, ...(rest as Partial<BookingRow>), version: before.version + 1 }
}

/** The query that locks a booking where its row has not changed since it was read. */
export const lockBookingIfUnchangedStatement = (
  { id, xmin }: BookingAsRead,
  when: RawBuilder<boolean>,
) => sql`
  SELECT FROM bookings WHERE id = ${id} AND xmin = ${xmin}::xid AND deleted_at IS NULL AND ${when} FOR NO KEY UPDATE`

/** The query that changes a locked row, as a part of a larger statement. */
export function updateBookingStatement(
  { id }: BookingAsRead,
  { quote, cancellation, ...rest }: ChangedColumns,
  when: RawBuilder<boolean>,
) {
  const json = {
    ...(quote && { quote: toJson(quote) }),
    ...(cancellation && { cancellation: toJson(cancellation) }),
  }
  const assignments = Object.entries({ ...rest, ...resourceOf(rest), ...json }).map(
    ([column, value]) => sql`${sql.ref(column)} = ${value}`,
  )
  return sql`UPDATE bookings SET ${sql.join(assignments)}, version = version + 1 WHERE id = ${id} AND ${when} RETURNING 1`
}
