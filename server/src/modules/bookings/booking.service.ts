import type { Db, Tx } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { type Payment, refund } from '../wallet/wallet.service.ts'
import { actionsOf } from './booking.actions.ts'
import { type ListedPage, listBookings as listPage } from './booking.list.view.ts'
import { notify } from './booking.notify.ts'
import * as repository from './booking.repository.ts'
import { isStaffFor, judges, visible } from './booking.rights.ts'
import type { Booking, BookingQuery } from './booking.schema.ts'
import { pendingRefund, refundNow, statusAt } from './booking.states.ts'

/** The status at an instant, in SQL over `bookings`: for other modules' queries. */
export const statusInSql = repository.statusAt

/** The bookings that the actor may see: a page of `BookingListItem`s as JSON. */
export const listBookings = (
  deps: Pick<Deps, 'pool' | 'clock'>,
  actor: Actor,
  query: BookingQuery,
): Promise<ListedPage> => listPage(deps.pool, actor, query, deps.clock.now())

/** Raises `not_found`, also for one of which the actor may not know. */
export async function getBooking(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<Booking> {
  return viewOf(actor, visible(actor, await repository.findBooking(deps.db, id)), deps.clock.now())
}

/** Locks the booking. Raises `not_found`. */
export const lockVisible = async (trx: Tx, actor: Actor, id: string): Promise<repository.BookingRow> =>
  visible(actor, await repository.lockBooking(trx, id))

/** A row as answers show it to `actor`: what it is, what cancelling would give back and what the actor may do, at `now`. */
export function viewOf(actor: Actor, row: repository.BookingRow, now: number): Booking {
  const by = { isStaff: isStaffFor(actor, row), judges: judges(actor, row) }
  return {
    ...row,
    status: statusAt(row, now),
    refundNow: refundNow(row, now),
    actions: actionsOf(row, by, now),
  }
}

/** A payment between this booking's owner and its location. `actorId` null: time did it. */
export const paymentOf = (
  booking: Pick<repository.BookingRow, 'id' | 'userId' | 'locationId' | 'currency'>,
  amount: number,
  actorId: string | null,
  now: number,
): Payment => {
  const { id: bookingId, userId, locationId, currency } = booking
  return { bookingId, userId, locationId, currency, amount, actorId, now }
}

type End = { status: 'cancelled' | 'rejected' | 'expired'; refund: number; reason?: string | null }

/** Ends a locked booking with its refund, and tells its owner. Locks the wallet. */
export async function end(
  trx: Tx,
  booking: repository.BookingRow,
  { status, refund: amount, reason = null }: End,
  cause: { actorId: string | null; now: number },
): Promise<repository.BookingRow> {
  await refund(trx, paymentOf(booking, amount, cause.actorId, cause.now))
  const at = toInstant(cause.now)
  const after = await repository.updateBooking(trx, booking, {
    status,
    refunded: booking.refunded + amount,
    awaitsCancellation: false,
    cancelReason: reason,
    cancelledAt: status === 'cancelled' ? at : null,
    updatedAt: at,
  })
  await notify(trx, { type: status, before: booking, after, actorId: cause.actorId }, cause.now)
  return after
}

/** Does for one space, whose lock the caller holds, what the sweep has not come by to do. */
export async function settleSpace(trx: Tx, spaceId: string, now: number): Promise<void> {
  for (const booking of await repository.lockDueOfSpace(trx, spaceId, now)) await settle(trx, booking, now)
}

// What only staff may do, to their own bookings, too.
const staffDeeds = new Set(['approve', 'reject', 'no-show', 'delete'])

/** Writes down what staff did as staff: what they do with their own bookings like any member is not in the trail. */
export async function recordDeed(
  trx: Tx,
  { actor }: Call,
  action: string,
  before: repository.BookingRow | null,
  after: repository.BookingRow,
  now: number,
): Promise<void> {
  if (!isStaffFor(actor, after) && !staffDeeds.has(action)) return
  const deed = { actorId: actor.id, action, entity: 'booking' as const, entityId: after.id }
  await record(trx, { ...deed, before, after }, now)
}

/** Brings a locked booking's row up to what time has made of it: an expired one is refunded. */
export async function settle(
  trx: Tx,
  booking: repository.BookingRow,
  now: number,
): Promise<repository.BookingRow> {
  const status = statusAt(booking, now)
  if (status === booking.status) return booking
  if (status === 'expired')
    return end(trx, booking, { status, refund: pendingRefund(booking) }, { actorId: null, now })
  const after = await repository.updateBooking(trx, booking, { status, updatedAt: toInstant(now) })
  // Of what time makes of a booking the rest is a completion or a no-show.
  const type = status === 'no_show' ? 'no_show' : 'completed'
  await notify(trx, { type, before: booking, after, actorId: null }, now)
  return after
}

/** Whether this person has completed a booking of this space. */
export const hasCompletedBooking = (db: Db, userId: string, spaceId: string, now: number): Promise<boolean> =>
  repository.hasCompleted(db, userId, spaceId, now)
