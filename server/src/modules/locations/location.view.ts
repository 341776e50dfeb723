import { sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { byName, fetchPage, type PageQuery } from '../../db/page.ts'
import { columns } from './location.repository.ts'

/**
 * Locations by name, each with whether it has opening hours and with the number of its active spaces. With `ids`, only these
 * locations.
 */
export function listLocations(db: Db, query: PageQuery & { isActive: boolean }, ids?: string[]) {
  let selectQuery = db
    .selectFrom('locations')
    .select([...columns, 'nameKey'])
    .select([
      sql<boolean>`EXISTS (SELECT FROM opening_hours WHERE location_id = locations.id)`.as('hasOpeningHours'),
      sql<number>`(SELECT count(*) FROM spaces WHERE location_id = locations.id AND is_active AND deleted_at IS NULL)`.as(
        'activeSpaces',
      ),
    ])
    .where('isActive', '=', query.isActive)
  if (ids) selectQuery = selectQuery.where(anyOf('id', ids))
  return fetchPage({ list: 'locations', query: selectQuery, order: byName('nameKey') }, query)
}

/** A space of the location, also a deleted one. */
export const findSpaceOf = (trx: Tx, locationId: string) =>
  trx.selectFrom('spaces').select('id').where('locationId', '=', locationId).limit(1).executeTakeFirst()

export const findOpenShiftOf = (trx: Tx, locationId: string) =>
  trx
    .selectFrom('shifts')
    .select('id')
    .where('locationId', '=', locationId)
    .where('closedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
