import { inTransactionOnce } from '../../db/once.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertManages, type Call } from '../../shared/call.ts'
import { percentOf } from '../../shared/money.ts'
import { forbidden, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { type BookingEventType, notify } from './booking.notify.ts'
import { invalidTransition } from './booking.problems.ts'
import { type BookingRow, lockBooking, updateBooking } from './booking.repository.ts'
import { isStaffFor, judges } from './booking.rights.ts'
import type { Booking, Cancellation, Cancelled } from './booking.schema.ts'
import { end, lockVisible, recordDeed, settle, viewOf } from './booking.service.ts'
import {
  type Action,
  cancellationPercent,
  isCancellable,
  isLive,
  pendingRefund,
  statusAt,
  take,
} from './booking.states.ts'

/**
 * Cancels with the refund that the booking's frozen policy gives, or staff's own percent. Locks the booking, then the
 * wallet. Raises `not_found`, `forbidden`, `invalid_transition`.
 */
export function cancel(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  { reason, refundPercent }: Cancellation,
): Promise<Cancelled> {
  return inTransactionOnce(deps, call.claim, async (trx) => {
    const booking = await lockVisible(trx, call.actor, id)
    const isStaff = isStaffFor(call.actor, booking)
    if (refundPercent !== undefined && !isStaff)
      throw forbidden({
        en: 'Only staff set the refund, and never for themselves',
        ru: 'Возврат назначает только персонал, и не себе',
      })
    const now = deps.clock.now()
    const refund = refundOf(booking, now, isStaff, refundPercent)
    const cause = { actorId: call.actor.id, now }
    const cancelled = await end(trx, booking, { status: 'cancelled', refund, reason: reason ?? null }, cause)
    await recordDeed(trx, call, 'cancel', booking, cancelled, now)
    return { booking: viewOf(call.actor, cancelled, now), refund }
  })
}

/** All, where a closure is about to cancel it. Raises `invalid_transition` where this actor may not cancel any more. */
function refundOf(
  booking: BookingRow,
  now: number,
  isStaff: boolean,
  refundPercent: number | undefined,
): number {
  if (!isCancellable(booking, now, isStaff)) throw invalidTransition()
  if (booking.awaitsCancellation) return booking.totalPrice
  if (statusAt(booking, now) === 'pending') return pendingRefund(booking)
  return percentOf(booking.totalPrice, refundPercent ?? cancellationPercent(booking, now))
}

/**
 * A step that people take by hand: approve, reject (refunds), no-show, check-in, complete. Locks the booking,
 * then the wallet. Raises `not_found`, `forbidden`, `invalid_transition`.
 */
export function step(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  action: Action,
): Promise<Booking> {
  return inTransactionOnce(deps, call.claim, async (trx) => {
    const booking = await lockVisible(trx, call.actor, id)
    if (staffOnly.has(action)) assertJudges(call.actor, booking)
    const now = deps.clock.now()
    const status = take(action, booking, now)
    const rejected = { status: 'rejected', refund: pendingRefund(booking) } as const
    const after =
      status === 'rejected'
        ? await end(trx, booking, rejected, { actorId: call.actor.id, now })
        : await updateBooking(trx, booking, { status, updatedAt: toInstant(now) })
    if (status !== 'rejected')
      await notify(trx, { type: eventTypes[action], before: booking, after, actorId: call.actor.id }, now)
    await recordDeed(trx, call, action, booking, after, now)
    return viewOf(call.actor, after, now)
  })
}

const eventTypes: Record<Action, BookingEventType> = {
  approve: 'approved',
  reject: 'rejected',
  'no-show': 'no_show',
  'check-in': 'checked_in',
  complete: 'completed',
}

const staffOnly = new Set<Action>(['approve', 'reject', 'no-show'])

/** Raises `forbidden` for who does not run the location, and for a manager's own booking. */
function assertJudges(actor: Actor, booking: BookingRow): void {
  assertManages(actor, booking.locationId)
  if (!judges(actor, booking))
    throw forbidden({
      en: 'Another manager or an administrator decides on your own booking',
      ru: 'О вашем собственном бронировании решает другой управляющий или администратор',
    })
}

/** Takes a booking that is over out of lists and reads; its money history stays. Raises `not_found`, `invalid_transition`. */
export function remove(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  return inTransaction(deps, async (trx) => {
    const booking = await lockBooking(trx, id)
    if (!booking) throw notFound()
    const now = deps.clock.now()
    if (isLive(booking, now)) throw invalidTransition()
    const settled = await settle(trx, booking, now)
    const removed = await updateBooking(trx, booking, { deletedAt: toInstant(now) })
    await notify(trx, { type: 'deleted', before: settled, after: removed, actorId: call.actor.id }, now)
    await recordDeed(trx, call, 'delete', booking, removed, now)
  })
}
