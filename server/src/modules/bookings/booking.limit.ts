import type { Db, Tx } from '../../db/db.ts'
import type { StatementPart, When } from '../../db/one-statement.ts'
import type { Text } from '../../shared/language.ts'
import { countOccupying } from '../calendar/calendar.view.ts'
import { lockAndCheckLimitStatement, lockAndCountOccupying } from './booking.limit.repository.ts'
import { tooManyBookings } from './booking.problems.ts'

type Limit = {
  now: number
  /** `MAX_LIVE_BOOKINGS`; 0: no limit. */
  max: number
}

/**
 * Raises `too_many_bookings` where the member already has `max` live bookings. Takes the advisory lock of the member's live bookings until
 * the transaction ends, even where the member has few bookings: two transactions that book for one member run one after the other, so the
 * limit is exact. With the limit 0 it does nothing and takes no lock. The caller holds the lock of the space, so while it waits here, the
 * space stays locked for others. Bookings of different members do not wait for each other here.
 */
export const assertBelowLimit = (trx: Tx, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => lockAndCountOccupying(trx, userId, limit))

/** Checks the limit for a quote: takes no lock, so a later booking may still be refused. */
export const assertBelowLimitWithoutLock = (db: Db, userId: string, limit: Limit): Promise<void> =>
  check(limit, () => countOccupying(db, userId, limit))

/**
 * The check of the limit as a part of a statement, which returns a row where the member is below the limit. No part where there is
 * no limit.
 */
export const belowLimitParts = (userId: string, limit: Limit, when: When): StatementPart[] =>
  limit.max > 0 ? [{ name: 'below_limit', query: lockAndCheckLimitStatement(userId, limit, when) }] : []

async function check({ max }: Limit, count: () => Promise<number>): Promise<void> {
  if (max > 0 && (await count()) >= max) throw tooManyBookings(limitDetail(max), { limit: max })
}

const limitDetail = (max: number): Text => ({
  en: `One person can have at most ${max} upcoming booking${max === 1 ? '' : 's'}: cancel one of them, or ask the staff to book for you`,
  ru: `Предстоящих бронирований у одного человека может быть не больше ${max}: отмените одно из них или попросите сотрудников забронировать для вас`,
})
