import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage, type PageQuery } from '../../db/page.ts'
import { columns } from './location.repository.ts'

/**
 * Locations by name, each with whether it has opening hours, and the number of its active spaces: without either, nothing can be
 * booked there. Only those of `ids`, where `ids` is given.
 */
export function listLocations(
  db: Db,
  { isActive, ...page }: PageQuery & { isActive?: boolean },
  ids?: string[],
) {
  let query = db
    .selectFrom('locations')
    .select([...columns, 'nameKey'])
    .select([
      sql<boolean>`EXISTS (SELECT FROM opening_hours WHERE location_id = locations.id)`.as('hasOpeningHours'),
      sql<number>`(SELECT count(*) FROM spaces WHERE location_id = locations.id AND is_active AND deleted_at IS NULL)`.as(
        'activeSpaces',
      ),
    ])
  if (isActive !== undefined) query = query.where('isActive', '=', isActive)
  if (ids) query = query.where('id', 'in', ids)
  const order = { column: 'nameKey', direction: 'asc' as const }
  const source = { list: 'locations', query, idColumn: 'id', order }
  return fetchPage(
    { ...source, keyOf: (row) => row.nameKey },
    { ...page, ...(isActive !== undefined && { isActive }) },
  )
}
