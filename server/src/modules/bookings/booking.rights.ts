import type { Db } from '../../db/db.ts'
import { type Actor, assertRunsLocation, runsLocation } from '../../shared/call.ts'
import { forbidden, notFound } from '../../shared/problems.ts'
import type { OwnedBooking } from '../quotes/quote.context.ts'
import { assertNotBlocked } from '../users/user.service.ts'

/** Raises `not_found` unless the booking is the actor's own or lies in a location that the actor runs. */
export function assertVisible<T extends OwnedBooking>(actor: Actor | null, booking: T | undefined): T {
  if (!booking || !(booking.userId === actor?.id || runsLocation(actor, booking.locationId))) throw notFound()
  return booking
}

/**
 * Every user may book for the user's own account. For others only the staff of the location may book: `checkOrLockUser` checks
 * the right over the user, and may lock the user's account; `assertRunsLocation` that over the location. Raises `not_found`, `forbidden`.
 */
export async function assertMayBookFor<D extends Db>(
  db: D,
  actor: Actor,
  { userId, locationId }: OwnedBooking,
  checkOrLockUser: (db: D, actor: Actor, userId: string) => Promise<void>,
): Promise<void> {
  if (userId === actor.id) return
  if (actor.role === 'member')
    throw forbidden({ en: 'You book for yourself only', ru: 'Вы бронируете только для себя' })
  await checkOrLockUser(db, actor, userId)
  assertRunsLocation(actor, locationId)
  await assertNotBlocked(db, userId)
}
