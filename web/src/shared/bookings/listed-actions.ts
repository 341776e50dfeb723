import type { Booking, BookingListItem } from '../api/types.ts'

export type BookingAction = Booking['actions'][number]

/**
 * `isStaff`: staff act on the booking of another person; on their own booking they have the rights of a member. `mayDecide`: the user may
 * approve or reject the booking, and mark it as a no-show; an administrator may also do so on their own booking.
 */
type Rights = { isStaff: boolean; mayDecide: boolean }
/** The status and the times of a booking, on which its actions depend. */
export type BookingTimes = Pick<BookingListItem, 'status' | 'startsAt' | 'endsAt' | 'holdUntil'>

/** A member can be checked in from this long before the start. */
export const checkInMs = 15 * 60_000

/**
 * The actions that a list offers for its items. The response for one booking has `actions`, and screens of one booking use those;
 * the items of a list have none, and a list would need a request for each. A test compares this with the service's rule. Pure.
 */
export function listedActions(
  { status, startsAt, endsAt, holdUntil }: BookingTimes,
  { isStaff, mayDecide }: Rights,
  now: number,
): BookingAction[] {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)]
  // The status now, with the changes by time since the list was read.
  const isUnpaid = status === 'awaiting_payment' && holdUntil !== null && now < Date.parse(holdUntil)
  const isPending = status === 'pending' && now < start
  const isConfirmed = status === 'confirmed' && now < end
  const isCheckedIn = status === 'checked_in' && now < end
  const isLive = isPending || isConfirmed || isCheckedIn
  const possible: Record<BookingAction, boolean> = {
    move: isLive && now < start,
    extend: isLive && now >= start,
    cancel: isUnpaid || isPending || (isConfirmed && (isStaff || now < start)),
    pay: isUnpaid,
    approve: isPending && mayDecide,
    reject: isPending && mayDecide,
    check_in: isConfirmed && now >= start - checkInMs,
    complete: isCheckedIn,
    no_show: isConfirmed && mayDecide && now >= start,
  }
  return (Object.keys(possible) as BookingAction[]).filter((action) => possible[action])
}
