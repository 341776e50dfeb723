import type { Booking, BookingListItem } from '../api/types.ts'

export type BookingAction = Booking['actions'][number]

/**
 * `isStaff`: staff act on the booking of another person; on their own booking they have the rights of a member. `mayDecide`: the user may
 * approve or reject the booking, and mark it as a no-show; an administrator may also do so on their own booking.
 */
type Rights = { isStaff: boolean; mayDecide: boolean }
/** The fields of a booking on which its actions depend. */
export type ActionFacts = Pick<
  BookingListItem,
  'status' | 'startsAt' | 'endsAt' | 'requiresCheckIn' | 'holdUntil'
>

/** A member can be checked in from this long before the start. */
export const checkInMs = 15 * 60_000
/** A booking that requires check-in becomes a no-show this long after its start. */
export const noShowMs = 15 * 60_000

/**
 * The actions that a list offers for its items. The response for one booking has `actions`, and screens of one booking use those;
 * the items of a list have none, and a list would need a request for each. A test compares this with the service's rule. Pure.
 */
export function listedActions(
  { status, startsAt, endsAt, requiresCheckIn, holdUntil }: ActionFacts,
  { isStaff, mayDecide }: Rights,
  now: number,
): BookingAction[] {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)]
  // The status now, with the changes by time since the list was read.
  const isUnpaid = status === 'awaiting_payment' && holdUntil !== null && now < Date.parse(holdUntil)
  const isPending = status === 'pending' && now < start
  const isConfirmed = status === 'confirmed' && now < (requiresCheckIn ? start + noShowMs : end)
  const isCheckedIn = status === 'checked_in' && now < end
  // Where it requires check-in, a booking of less than 15 minutes stays confirmed after its end.
  const isConfirmedBeforeEnd = isConfirmed && now < end
  const isMovable = isPending || isConfirmedBeforeEnd || isCheckedIn
  const possible: Record<BookingAction, boolean> = {
    move: isMovable && now < start,
    extend: isMovable && now >= start,
    cancel: isUnpaid || isPending || (isConfirmedBeforeEnd && (isStaff || now < start)),
    pay: isUnpaid,
    approve: isPending && mayDecide,
    reject: isPending && mayDecide,
    check_in: isConfirmedBeforeEnd && now >= start - checkInMs,
    complete: isCheckedIn,
    no_show: isConfirmed && mayDecide && now >= start,
  }
  return (Object.keys(possible) as BookingAction[]).filter((action) => possible[action])
}
