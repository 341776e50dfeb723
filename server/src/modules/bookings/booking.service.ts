import type { Db, Tx } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { findPendingPaymentOfBooking } from '../payments/payment.service.ts'
import { isStaffFor, mayDecide } from '../quotes/quote.context.ts'
import { isBlocked } from '../users/user.service.ts'
import { type ListedPage, listBookings as listPage } from './booking.list.view.ts'
import { findFullRefund } from './booking.payment.ts'
import { actionsOf } from './booking.possible-actions.ts'
import * as repository from './booking.repository.ts'
import { assertVisible } from './booking.rights.ts'
import type { Booking, BookingDetails, BookingQuery } from './booking.schema.ts'
import { occupies, refundNow, statusAt } from './booking.states.ts'
import * as statusRepository from './booking.status.repository.ts'
import { findAccessNotes } from './booking.view.ts'

// These pieces of SQL over `bookings` are for the queries of other modules.
export const { isCountedInReportsSql, reportStatusSql } = statusRepository

/** A page of the bookings that the actor may see, as JSON of `BookingListItem`s. */
export const listBookings = (
  deps: Pick<Deps, 'pool' | 'readRows' | 'nextDue' | 'clock'>,
  actor: Actor,
  query: BookingQuery,
): Promise<ListedPage> => listPage(deps, actor, query, deps.clock.now())

/** Raises `not_found`, also for a booking that the actor may not see. */
export async function getBooking(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<Booking> {
  const row = assertVisible(actor, await repository.findBooking(deps.db, id))
  return readBookingResponse(deps.db, actor, row, deps.clock.now())
}

/** The booking as a response, with the access note while the booking gives its owner access. Raises as `getBooking`. */
export async function getBookingDetails(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<BookingDetails> {
  const booking = await getBooking(deps, actor, id)
  if (booking.status !== 'confirmed' && booking.status !== 'checked_in') return booking
  const notes = await findAccessNotes(deps.db, booking.spaceId)
  if (!notes?.location && !notes?.space) return booking
  return { ...booking, accessNote: { location: notes.location || null, space: notes.space || null } }
}

/** Locks the booking. Raises `not_found`. */
export const lockVisibleBooking = async (trx: Tx, actor: Actor, id: string): Promise<repository.BookingRow> =>
  assertVisible(actor, await repository.lockBooking(trx, id))

/**
 * A row as responses show it to `actor` at `now`. Reads, where they matter: whether the owner is blocked (for staff), the payment of a
 * booking that awaits its payment, and the full refund of a booking that a closure is about to cancel.
 */
export async function readBookingResponse(
  db: Db,
  actor: Actor,
  row: repository.BookingRow,
  now: number,
): Promise<Booking> {
  const response = bookingResponseOf(
    actor,
    row,
    now,
    isStaffFor(actor, row) && (await isBlocked(db, row.userId)),
  )
  if (response.status === 'awaiting_payment')
    return { ...response, paymentRequest: await findPendingPaymentOfBooking(db, row.id) }
  const isAboutToBeCancelled = row.awaitsCancellation && occupies(row.status)
  return isAboutToBeCancelled ? { ...response, refundNow: await findFullRefund(db, row) } : response
}

/**
 * A row as responses show it to `actor` at `now`: the status, the refund of a cancellation, and the actions that the actor may
 * perform. `isOwnerBlocked` may be left out where the owner is known not to be blocked, and for a cancelled booking, which has no
 * actions. For other bookings, and for one that awaits its payment or that a closure is about to cancel, use `readBookingResponse`. Pure.
 */
export function bookingResponseOf(
  actor: Actor,
  row: repository.BookingRow,
  now: number,
  isOwnerBlocked = false,
): Booking {
  const conditions = { isStaff: isStaffFor(actor, row), mayDecide: mayDecide(actor, row), isOwnerBlocked }
  return {
    ...row,
    status: statusAt(row, now),
    refundNow: refundNow(row, now),
    paymentRequest: null,
    actions: actionsOf(row, conditions, now),
  }
}

/** Whether the person with these accounts (an account and those merged into it) has completed a booking of this space. */
export const hasCompletedBooking = repository.hasCompleted
