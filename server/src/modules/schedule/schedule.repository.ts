import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import type { Opening } from './schedule.hours.ts'

export const findOpenings = (db: Db, locationIds: string[]) =>
  db
    .selectFrom('openingHours')
    .select(['locationId', 'weekday', 'opens', 'closes'])
    .where(anyOf('locationId', locationIds))
    .orderBy('weekday')
    .orderBy('opens')
    .execute()

export async function replaceOpenings(trx: Tx, locationId: string, openings: Opening[]): Promise<void> {
  const week = invalidating(trx, 'catalogue')
  await week.deleteFrom('openingHours').where('locationId', '=', locationId).execute()
  if (openings.length === 0) return
  const rows = openings.map((opening) => ({ locationId, ...opening }))
  await week.insertInto('openingHours').values(rows).execute()
}
