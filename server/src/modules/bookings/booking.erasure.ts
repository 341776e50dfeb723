import type { Tx } from '../../db/db.ts'
import { clearTexts, lockStoredAsOccupying } from './booking.repository.ts'
import { isLive } from './booking.states.ts'

/** Locks the bookings of a person that are not over yet. */
export async function lockLiveOf(trx: Tx, userId: string, now: number) {
  const rows = await lockStoredAsOccupying(trx, userId)
  return rows.filter((row) => isLive(row, now))
}

/** Clears the titles of a deleted person's bookings, and the reasons of their cancellations. */
export const clearBookingTexts = (trx: Tx, userId: string) => clearTexts(trx, userId)
