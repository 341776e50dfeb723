import type { Db, Tx } from '../../db/db.ts'
import type { Step, When } from '../../db/write-at-once.ts'
import { countLive } from '../calendar/calendar.view.ts'
import { tooManyBookings } from './booking.problems.ts'
import { countingLive, lockAndCountLive } from './booking.repository.ts'

type Limit = {
  now: number
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  most: number
}

/**
 * Raises `too_many_bookings` where the member has `most` bookings that occupy time ahead. Locks the member's live bookings
 * (an advisory lock) until the transaction ends, whether or not the limit is near: two bookings of one member follow one
 * another, so the limit is exact. Asked with the space's lock held, so who waits here keeps the space from others meanwhile;
 * bookings of different members do not wait for each other here.
 */
export const assertBelowLimit = (trx: Tx, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => lockAndCountLive(trx, userId, limit))

/** The same for a quote: takes no lock, and promises nothing. */
export const assertSeemsBelowLimit = (db: Db, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => countLive(db, userId, limit))

/** The same as a step of a statement: it gives a row for a member below its limit. None, where there is no limit. */
export const belowLimit = (userId: string, limit: Limit, when: When): Step[] =>
  limit.most > 0 ? [{ name: 'below_limit', query: countingLive(userId, limit, when) }] : []

async function check({ most }: Limit, count: () => Promise<number>): Promise<void> {
  if (most > 0 && (await count()) >= most) throw tooManyBookings(undefined, { limit: most })
}
