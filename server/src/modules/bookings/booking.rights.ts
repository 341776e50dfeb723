import type { Db } from '../../db/db.ts'
import { type Actor, assertManages, manages } from '../../shared/call.ts'
import { forbidden, notFound } from '../../shared/problems.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import type { BookingContext } from '../tariffs/tariff.rules.ts'
import { assertNotBlocked } from '../users/user.service.ts'

type Owned = { userId: string; locationId: string }

/** Raises `not_found` unless the booking is the actor's own or lies in a location that the actor runs. */
export function visible<T extends Owned>(actor: Actor | null, booking: T | undefined): T {
  if (!booking || !(booking.userId === actor?.id || manages(actor, booking.locationId))) throw notFound()
  return booking
}

/** Whether the actor acts on this booking as staff. On their own bookings, staff are members like any other. */
export const isStaffFor = (actor: Actor, booking: Owned): boolean =>
  manages(actor, booking.locationId) && booking.userId !== actor.id

/**
 * Whether the actor decides on this booking (approves, rejects, marks a no-show). A manager does not decide on the manager's own
 * booking.
 */
export const judges = (actor: Actor, booking: Owned): boolean =>
  actor.role === 'admin' || isStaffFor(actor, booking)

/**
 * The context in which a booking of `userId` is made, quoted or moved (null: no user is signed in). Staff may book the step that
 * is running now; where the space requires approval, only an actor who could approve may do so, because nobody else could approve
 * in time.
 */
export function contextOf(
  actor: Actor | null,
  { locationId, requiresApproval }: Pick<SpaceRow, 'locationId' | 'requiresApproval'>,
  userId: string | null,
  now: number,
): BookingContext {
  if (!actor || userId === null || !manages(actor, locationId)) return { now, isStaff: false }
  return { now, isStaff: !requiresApproval || judges(actor, { userId, locationId }) }
}

/**
 * Every user may book for the user's own account. For others only the staff of the location may book; `assertServed` checks that
 * right. Raises `not_found`, `forbidden`.
 */
export async function assertMayBookFor<D extends Db>(
  db: D,
  actor: Actor,
  { userId, locationId }: Owned,
  assertServed: (db: D, actor: Actor, userId: string) => Promise<void>,
): Promise<void> {
  if (userId === actor.id) return
  if (actor.role === 'member')
    throw forbidden({ en: 'You book for yourself only', ru: 'Вы бронируете только для себя' })
  await assertServed(db, actor, userId)
  assertManages(actor, locationId)
  await assertNotBlocked(db, userId)
}
