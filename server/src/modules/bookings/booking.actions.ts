import { toMs } from '../../shared/time-range.ts'
import type { BookingAction } from './booking.schema.ts'
import { isCancellable, isMovable, isPossible, type Live } from './booking.states.ts'

/** The rights of an actor on a booking that the actor may see. */
export type Right = { isStaff: boolean; judges: boolean }

/**
 * The actions that are possible with a booking at `now`: neither the status nor a missing right refuses them. Other refusals (a
 * taken slot, opening hours, the wallet, a blocked account) depend on the content of the request. Pure.
 */
export function actionsOf(booking: Live, { isStaff, judges }: Right, now: number): BookingAction[] {
  const hasStarted = now >= toMs(booking.startsAt)
  const possible: Record<BookingAction, boolean> = {
    move: isMovable(booking, now) && !hasStarted,
    extend: isMovable(booking, now) && hasStarted,
    cancel: isCancellable(booking, now, isStaff),
    approve: judges && isPossible('approve', booking, now),
    reject: judges && isPossible('reject', booking, now),
    check_in: isPossible('check-in', booking, now),
    complete: isPossible('complete', booking, now),
    no_show: judges && isPossible('no-show', booking, now),
  }
  return (Object.keys(possible) as BookingAction[]).filter((action) => possible[action])
}
