import { toMs } from '../../shared/time-range.ts'
import type { BookingAction } from './booking.schema.ts'
import { isCancellable, isMovable, isPayable, isPossible, type Live } from './booking.states.ts'

/** What the actions on a booking depend on besides the booking: the rights of an actor who may see it, and its owner. */
export type Right = { isStaff: boolean; judges: boolean; isOwnerBlocked: boolean }

/**
 * The actions that are possible with a booking at `now`: neither the status, nor a missing right, nor a blocked owner refuses
 * them. Other refusals (a taken slot, opening hours, the wallet) depend on the content of the request. Pure.
 */
export function actionsOf(
  booking: Live,
  { isStaff, judges, isOwnerBlocked }: Right,
  now: number,
): BookingAction[] {
  const hasStarted = now >= toMs(booking.startsAt)
  const canMove = isMovable(booking, now) && !isOwnerBlocked
  const possible: Record<BookingAction, boolean> = {
    move: canMove && !hasStarted,
    extend: canMove && hasStarted,
    cancel: isCancellable(booking, now, isStaff),
    pay: isPayable(booking, now) && !isOwnerBlocked,
    approve: judges && isPossible('approve', booking, now),
    reject: judges && isPossible('reject', booking, now),
    check_in: isPossible('check-in', booking, now),
    complete: isPossible('complete', booking, now),
    no_show: judges && isPossible('no-show', booking, now),
  }
  return (Object.keys(possible) as BookingAction[]).filter((action) => possible[action])
}
