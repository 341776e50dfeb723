import { type RawBuilder, sql } from 'kysely'
import { toInstant } from '../../shared/time-range.ts'
import type { BookingStatus } from './booking.schema.ts'
import { paidStatuses } from './booking.states.ts'

// The status at an instant, in SQL: `statusAt` of booking.states.ts over the stored columns. Two other queries repeat a part of this rule, the
// end of a hold: `countUnpaid`, and `paymentRequest` in booking.list.view.ts. booking.states-in-sql.api.test.ts compares the status here,
// `due_at` and the functions of the database with the pure function.

/** The status of booking `b` after its `due_at`. */
export const dueStatusSql = dueStatusOf('b')

/** The status of booking `b` at the instant in the parameter `at` (such as `$3`). */
export const listStatusSql = (at: string): string =>
  `CASE WHEN b.due_at <= ${at} THEN ${dueStatusSql} ELSE b.status END`

/**
 * The status at `now`, over `bookings`. It does not use `due_at` and `hold_until`, because they are not in the index that reports
 * read. So the status of an unpaid booking is `awaiting_payment` until its row says that it has expired; neither of the two
 * statuses counts in reports.
 */
export const reportStatusSql = (now: number): RawBuilder<BookingStatus> =>
  sql<BookingStatus>`CASE WHEN ${dueAt} <= ${toInstant(now)}::timestamptz
    THEN ${sql.raw(dueStatusOf('bookings'))} ELSE bookings.status END`

/** Whether the booking counts in reports at `now`. */
export const isCountedInReportsSql = (now: number): RawBuilder<boolean> =>
  sql<boolean>`${reportStatusSql(now)} = ANY(${paidStatuses}::text[])`

/** `due_at`, computed from the columns that define it. */
const dueAt = sql`CASE WHEN bookings.status = 'pending' THEN bookings.starts_at
  WHEN bookings.status = 'confirmed' AND bookings.requires_check_in THEN bookings.starts_at + interval '15 minutes'
  WHEN bookings.status IN ('confirmed', 'checked_in') THEN bookings.ends_at END`

function dueStatusOf(table: 'bookings' | 'b'): string {
  return `CASE WHEN ${table}.status IN ('pending', 'awaiting_payment') THEN 'expired'
    WHEN ${table}.status = 'confirmed' AND ${table}.requires_check_in THEN 'no_show' ELSE 'completed' END`
}
