import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import type { OpeningInterval } from './schedule.hours.ts'

export const findIntervals = (db: Db, locationIds: string[]) =>
  db
    .selectFrom('openingHours')
    .select(['locationId', 'weekday', 'opens', 'closes'])
    .where(anyOf('locationId', locationIds))
    .orderBy('weekday')
    .orderBy('opens')
    .execute()

export async function replaceIntervals(
  trx: Tx,
  locationId: string,
  intervals: OpeningInterval[],
): Promise<void> {
  const writer = invalidating(trx, 'catalogue')
  await writer.deleteFrom('openingHours').where('locationId', '=', locationId).execute()
  if (intervals.length === 0) return
  const rows = intervals.map((interval) => ({ locationId, ...interval }))
  await writer.insertInto('openingHours').values(rows).execute()
}
