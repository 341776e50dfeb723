import type { Tx } from '../../db/db.ts'
import { type BookingRow, lockStoredAsOccupyingOfUser } from './booking.repository.ts'
import { isLive } from './booking.states.ts'
import { transition } from './booking.transition.ts'

/**
 * Locks and returns the bookings of a person that may still be charged or refunded, also those that are over but whose end is not written
 * yet. Leaves out an unpaid booking whose hold has expired, because nothing is owed for it.
 */
export async function lockForChangeOfOwner(trx: Tx, userId: string, now: number): Promise<BookingRow[]> {
  const rows = await lockStoredAsOccupyingOfUser(trx, userId)
  return rows.filter((row) => row.status !== 'awaiting_payment' || isLive(row, now))
}

/** Gives locked bookings to another person, at the same price and by the same policy. */
export async function changeOwner(
  trx: Tx,
  bookings: BookingRow[],
  userId: string,
  cause: { actorId: string; now: number },
): Promise<void> {
  for (const booking of bookings) await transition(trx, booking, { type: 'merged', set: { userId } }, cause)
}
