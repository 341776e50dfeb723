import { type Insertable, sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { fetchPage } from '../../db/page.ts'
import type { Closures } from '../../db/tables.gen.ts'
import { type TimeRange, toInstant } from '../../shared/time-range.ts'
import type { Opening } from './schedule.hours.ts'
import type { ClosureQuery } from './schedule.schema.ts'

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

const closureColumns = [
  'id',
  'locationId',
  'startsAt as from',
  'endsAt as to',
  'spaceId',
  'reason',
  'createdAt',
] as const

/** Closures of these locations, and of single spaces in them, that touch `during`. */
export const findClosures = (db: Db, locationIds: string[], during: TimeRange) =>
  db
    .selectFrom('closures')
    .select(['locationId', 'spaceId', 'startsAt', 'endsAt', 'reason'])
    .where(anyOf('locationId', locationIds))
    .where('startsAt', '<', toInstant(during.end))
    .where('endsAt', '>', toInstant(during.start))
    .orderBy('startsAt')
    .execute()

/** Closures by start; of spaces that are not published only for those in `allSpaces`. */
export function listClosures(db: Db, locationId: string, query: ClosureQuery, allSpaces: boolean) {
  const { from, to, spaceId } = query
  let rows = db.selectFrom('closures').select(closureColumns).where('locationId', '=', locationId)
  if (from !== undefined) rows = rows.where('endsAt', '>', from)
  if (to !== undefined) rows = rows.where('startsAt', '<', to)
  if (spaceId !== undefined) rows = rows.where('spaceId', '=', spaceId)
  if (!allSpaces)
    rows = rows.where(
      sql<boolean>`(space_id IS NULL OR EXISTS (SELECT FROM spaces s WHERE s.id = space_id AND s.is_active AND s.deleted_at IS NULL))`,
    )
  const order = { column: 'startsAt', direction: 'desc' as const }
  return fetchPage({ query: rows, idColumn: 'id', order, keyOf: (row) => row.from }, query)
}

export const insertClosure = (trx: Tx, closure: Insertable<Closures>) =>
  invalidating(trx, 'catalogue')
    .insertInto('closures')
    .values(closure)
    .returning(closureColumns)
    .executeTakeFirstOrThrow()

export const findClosure = (db: Db, locationId: string, id: string) =>
  db
    .selectFrom('closures')
    .select('id')
    .where('id', '=', id)
    .where('locationId', '=', locationId)
    .executeTakeFirst()

export const lockClosure = (trx: Tx, id: string) =>
  trx.selectFrom('closures').select(closureColumns).where('id', '=', id).forUpdate().executeTakeFirst()

export async function deleteClosure(trx: Tx, id: string): Promise<void> {
  await invalidating(trx, 'catalogue').deleteFrom('closures').where('id', '=', id).execute()
}
