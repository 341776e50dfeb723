import type { Tx } from '../../db/db.ts'
import type { Actor, Call } from '../../shared/call.ts'
import type { Money } from '../../shared/money.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { type BookingEventType, notify } from './booking.notify.ts'
import { adjust, pay } from './booking.payment.ts'
import type { BookingRow } from './booking.repository.ts'
import { isStaffFor } from './booking.rights.ts'
import { type Change, insertBooking, type NewRow, updateBooking } from './booking.row.repository.ts'

/** Why a booking changes. */
export type Cause = {
  now: number
  /** Null: time did it. */
  actorId: string | null
  /**
   * Who did it by hand: what staff do as staff is in the audit trail. Absent where time did it, or another audit event
   * tells of it (a closure, the deletion of a person).
   */
  actor?: Actor
}

export const byHand = ({ actor }: Call, now: number): Cause => ({ now, actorId: actor.id, actor })

export const byTime = (now: number): Cause => ({ now, actorId: null })

type Transition = {
  type: Exclude<BookingEventType, 'created'>
  /** The columns that change; `version` and `updatedAt` change by themselves. */
  set: Omit<Change, 'refunded' | 'updatedAt'>
  charge?: Money
  refund?: Money
}

/**
 * Changes a locked booking: its row, the money, the event with the mail to its owner, and the audit event of what staff did. The
 * only way to change one. Locks the wallet. Raises `insufficient_funds`, and `booking_conflict` by the constraint of the slot.
 */
export async function transition(
  trx: Tx,
  before: BookingRow,
  { type, set, charge = 0, refund = 0 }: Transition,
  cause: Cause,
): Promise<BookingRow> {
  const refunded = before.refunded + refund
  const after = await updateBooking(trx, before, { ...set, refunded, updatedAt: toInstant(cause.now) })
  await adjust(trx, after, { charge, refund }, cause)
  await notify(trx, { type, before, after, actorId: cause.actorId }, cause.now)
  await recordByHand(trx, type, before, after, cause)
  return after
}

/**
 * Makes a booking: its row, its price, the event with the mail, and the audit event. The only way to make one. Locks the wallet.
 * Raises `insufficient_funds`, `booking_conflict` by the constraint of the slot, and `unauthenticated` where the account was
 * deleted since the request came in: the insert has waited for that.
 */
export async function createBooking(trx: Tx, row: NewRow, cause: Cause): Promise<BookingRow> {
  const after = await insertBooking(trx, row)
  await pay(trx, after, after.totalPrice, cause)
  const change = { type: 'created' as const, before: null, after, actorId: cause.actorId }
  if (!(await notify(trx, change, cause.now))) throw unauthenticated()
  await recordByHand(trx, 'created', null, after, cause)
  return after
}

type Ending = { status: 'cancelled' | 'rejected' | 'expired'; refund: Money; reason?: string | null }

/** Ends a locked booking with its refund. Locks the wallet. */
export const endBooking = (
  trx: Tx,
  booking: BookingRow,
  { status, refund, reason = null }: Ending,
  cause: Cause,
): Promise<BookingRow> => {
  const cancelledAt = status === 'cancelled' ? toInstant(cause.now) : null
  const set = { status, cancelledAt, cancelReason: reason, awaitsCancellation: false }
  return transition(trx, booking, { type: status, set, refund }, cause)
}

// As the audit trail has them. Time alone lets a booking expire.
const auditActions: Record<Exclude<BookingEventType, 'expired'>, string> = {
  created: 'create',
  updated: 'update',
  moved: 'move',
  approved: 'approve',
  rejected: 'reject',
  checked_in: 'check-in',
  completed: 'complete',
  no_show: 'no-show',
  cancelled: 'cancel',
  deleted: 'delete',
}

// What only staff may do, to their own bookings, too.
const staffOnly = new Set<BookingEventType>(['approved', 'rejected', 'no_show', 'deleted'])

/** What staff do with their own bookings like any member is not in the trail. */
async function recordByHand(
  trx: Tx,
  type: BookingEventType,
  before: BookingRow | null,
  after: BookingRow,
  { actor, now }: Cause,
): Promise<void> {
  if (!actor || type === 'expired' || !(isStaffFor(actor, after) || staffOnly.has(type))) return
  const event = { actorId: actor.id, action: auditActions[type], entity: 'booking' as const }
  await record(trx, { ...event, entityId: after.id, before, after }, now)
}
