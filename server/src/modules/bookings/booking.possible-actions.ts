import { toMs } from '../../shared/time-range.ts'
import type { BookingAction } from './booking.schema.ts'
import { isCancellable, isMovable, isPayable, isPossible, type StatusFacts } from './booking.states.ts'

/**
 * What decides on the possible actions besides the booking: the rights of an actor who may see it, and whether its owner is blocked.
 */
export type ActionConditions = { isStaff: boolean; mayDecide: boolean; isOwnerBlocked: boolean }

/**
 * The actions that are possible with a booking at `now`: neither the status, nor a missing right, nor a blocked owner refuses
 * them. Other refusals (a taken slot, opening hours, the wallet) depend on the content of the request. Pure.
 */
export function actionsOf(
  booking: StatusFacts,
  { isStaff, mayDecide, isOwnerBlocked }: ActionConditions,
  now: number,
): BookingAction[] {
  const hasStarted = now >= toMs(booking.startsAt)
  const canMove = isMovable(booking, now) && !isOwnerBlocked
  const possible: Record<BookingAction, boolean> = {
    move: canMove && !hasStarted,
    extend: canMove && hasStarted,
    cancel: isCancellable(booking, now, isStaff),
    pay: isPayable(booking, now) && !isOwnerBlocked,
    approve: mayDecide && isPossible('approve', booking, now),
    reject: mayDecide && isPossible('reject', booking, now),
    check_in: isPossible('check-in', booking, now),
    complete: isPossible('complete', booking, now),
    no_show: mayDecide && isPossible('no-show', booking, now),
  }
  return (Object.keys(possible) as BookingAction[]).filter((action) => possible[action])
}
