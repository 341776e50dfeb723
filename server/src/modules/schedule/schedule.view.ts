import { anyOf } from '../../db/any-of.ts'
import type { Db } from '../../db/db.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'

/** Closures of these locations, and of single spaces in them, that overlap `during`. */
export const findClosures = (db: Db, locationIds: string[], during: TimeRange) =>
  db
    .selectFrom('closures')
    .select(['locationId', 'spaceId', 'startsAt', 'endsAt'])
    .where(anyOf('locationId', locationIds))
    .where('startsAt', '<', toInstant(during.end))
    .where('endsAt', '>', toInstant(during.start))
    .orderBy('startsAt')
    .execute()
