import { type Actor, runsLocation } from '../../shared/call.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import type { BookingContext } from '../tariffs/tariff.limits.ts'

export type OwnedBooking = { userId: string; locationId: string }

/** Whether the actor acts on this booking as staff. On their own bookings, staff are members like any other. */
export const isStaffFor = (actor: Actor, booking: OwnedBooking): boolean =>
  runsLocation(actor, booking.locationId) && booking.userId !== actor.id

/**
 * Whether the actor decides on this booking (approves, rejects, marks a no-show). A manager does not decide on the manager's own
 * booking.
 */
export const mayDecide = (actor: Actor, booking: OwnedBooking): boolean =>
  actor.role === 'admin' || isStaffFor(actor, booking)

/**
 * The context in which a booking of `userId` is made, quoted, moved or offered; `actor` and `userId` are null where no user is signed in.
 * Staff may book the step that is running now; where the space requires approval, only an actor who could approve may do so, because nobody
 * else could approve in time. Any other booking in such a space awaits an approval. Pure.
 */
export function contextOf(
  actor: Actor | null,
  { locationId, requiresApproval }: Pick<SpaceRow, 'locationId' | 'requiresApproval'>,
  userId: string | null,
  now: number,
): BookingContext {
  const actorRunsLocation = actor !== null && userId !== null && runsLocation(actor, locationId)
  const mayBookRunningStep =
    actorRunsLocation && (!requiresApproval || mayDecide(actor, { userId, locationId }))
  return { now, mayBookRunningStep, awaitsApproval: requiresApproval && !mayBookRunningStep }
}
