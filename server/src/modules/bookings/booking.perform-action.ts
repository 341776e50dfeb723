import { withIdempotency } from '../../db/idempotency.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call } from '../../shared/call.ts'
import { forbidden, invalidTransition, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import { mayDecide } from '../quotes/quote.context.ts'
import { causeOf } from './booking.cause.ts'
import { applyDueTransition } from './booking.due.ts'
import type { BookingEventType } from './booking.notify.ts'
import { findFullRefund } from './booking.payment.ts'
import { type BookingRow, lockBooking } from './booking.repository.ts'
import type { Booking } from './booking.schema.ts'
import { lockVisibleBooking, readBookingResponse } from './booking.service.ts'
import { isLive, nextStatus, type StatusAction } from './booking.states.ts'
import { endBooking, transition } from './booking.transition.ts'

/**
 * Performs an action that changes the status of a booking: approve, reject (with a full refund), mark a no-show, check in, complete. A
 * rejection may have a `reason`, which the owner reads. Locks the booking, then the wallet. Raises `not_found`, `forbidden`,
 * `precondition_failed`, `invalid_transition`.
 */
export function performAction(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  action: StatusAction,
  reason: string | null = null,
): Promise<Booking> {
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const booking = await lockVisibleBooking(trx, call.actor, id)
    if (decidingActions.has(action)) assertMayDecide(call.actor, booking)
    assertVersion(booking.version, call.ifMatch)
    const now = deps.clock.now()
    const status = nextStatus(action, booking, now)
    const cause = causeOf(call, now)
    const after =
      status === 'rejected'
        ? await endBooking(
            trx,
            booking,
            { status, refund: await findFullRefund(trx, booking), reason },
            cause,
          )
        : await transition(trx, booking, { type: eventTypes[action], set: { status } }, cause)
    return readBookingResponse(trx, call.actor, after, now)
  })
}

const eventTypes = {
  approve: 'approved',
  reject: 'rejected',
  'no-show': 'no_show',
  'check-in': 'checked_in',
  complete: 'completed',
} as const satisfies Record<StatusAction, BookingEventType>

const decidingActions = new Set<StatusAction>(['approve', 'reject', 'no-show'])

/** Raises `forbidden` where the actor does not run the location, and where a manager decides on the manager's own booking. */
function assertMayDecide(actor: Actor, booking: BookingRow): void {
  assertRunsLocation(actor, booking.locationId)
  if (!mayDecide(actor, booking))
    throw forbidden({
      en: 'Another manager or an administrator decides on your own booking',
      ru: 'О вашем собственном бронировании решает другой управляющий или администратор',
    })
}

/**
 * Deletes a booking that is not live: lists and reads no longer show it; its money history stays. Before that, an expired booking
 * gets its refund, if it has not got it yet. Locks the booking, then the wallet. Raises `not_found`, `precondition_failed`,
 * `invalid_transition`.
 */
export function deleteBooking(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  return inTransaction(deps, async (trx) => {
    const booking = await lockBooking(trx, id)
    if (!booking) throw notFound()
    assertVersion(booking.version, call.ifMatch)
    const now = deps.clock.now()
    if (isLive(booking, now)) throw invalidTransition()
    const current = await applyDueTransition(trx, booking, now)
    await transition(
      trx,
      current,
      { type: 'deleted', set: { deletedAt: toInstant(now) } },
      causeOf(call, now),
    )
  })
}
