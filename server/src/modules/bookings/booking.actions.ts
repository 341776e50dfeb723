import { toMs } from '../../shared/time-range.ts'
import type { BookingAction } from './booking.schema.ts'
import { isCancellable, isMovable, isPossible, type Live } from './booking.states.ts'

/** By what right somebody who may know of a booking acts on it. */
export type Right = { isStaff: boolean; judges: boolean }

/**
 * What may be done with a booking at `now`: what neither its status nor a missing right refuses. Other refusals (a taken
 * slot, opening hours, the wallet, a blocked account) depend on what is asked for. Pure.
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
