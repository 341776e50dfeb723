import type { Tx } from '../../db/db.ts'
import { cancelAll } from './booking.closure.ts'
import { applyDueTransition } from './booking.due.ts'
import { clearTexts, lockStoredAsOccupyingOfUser } from './booking.repository.ts'
import { isLive } from './booking.states.ts'

/**
 * Ends all bookings of a person, so that nothing has to be refunded after the account is deleted. A booking that time has ended
 * gets the status that the sweep would write. A live booking, also one that has begun, is cancelled with a full refund. Locks the
 * bookings and the wallets. Returns the ids of the cancelled bookings.
 */
export async function endAllOf(
  trx: Tx,
  userId: string,
  cause: { actorId: string; now: number },
): Promise<string[]> {
  const rows = await lockStoredAsOccupyingOfUser(trx, userId)
  const { live = [], due = [] } = Object.groupBy(rows, (row) => (isLive(row, cause.now) ? 'live' : 'due'))
  for (const row of due) await applyDueTransition(trx, row, cause.now)
  await cancelAll(trx, live, null, cause)
  return live.map(({ id }) => id)
}

/** Clears the titles of a deleted person's bookings, and the reasons of their cancellations. */
export const clearBookingTexts = (trx: Tx, userId: string) => clearTexts(trx, userId)
