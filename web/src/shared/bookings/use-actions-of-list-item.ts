import { useUser } from '../api/session.ts'
import { type ActionFacts, type BookingAction, listedActions } from './listed-actions.ts'

/** `listedActions` for the signed-in user, who may see the booking: as its owner, or as staff of its location. */
export function useActionsOfListItem() {
  const user = useUser()
  return (booking: ActionFacts & { userId: string }, now: number): BookingAction[] => {
    const isStaff = user !== null && user.role !== 'member' && user.id !== booking.userId
    return listedActions(booking, { isStaff, mayDecide: isStaff || user?.role === 'admin' }, now)
  }
}
