import type { Db, Tx } from '../../db/db.ts'
import { tooManyBookings } from './booking.problems.ts'
import { countLive, lockAndCountLive } from './booking.repository.ts'

type Limit = {
  now: number
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  most: number
}

/**
 * Raises `too_many_bookings` where the member has `most` bookings that occupy time ahead. Members at their limit wait for
 * one another's transactions, so the limit is exact; it is asked after the space's lock, and locks nothing else.
 */
export const assertBelowLimit = (trx: Tx, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => lockAndCountLive(trx, userId, limit))

/** The same for a price that is asked: nobody waits, and nothing is promised. */
export const assertSeemsBelowLimit = (db: Db, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => countLive(db, userId, limit))

async function check({ most }: Limit, count: () => Promise<number>): Promise<void> {
  if (most > 0 && (await count()) >= most) throw tooManyBookings(undefined, { limit: most })
}
