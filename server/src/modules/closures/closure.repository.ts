import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { fetchPage, newestFirst } from '../../db/page.ts'
import type { Closures } from '../../db/tables.gen.ts'
import type { ClosureQuery } from './closure.schema.ts'

const columns = [
  'id',
  'locationId',
  'startsAt as from',
  'endsAt as to',
  'spaceId',
  'reason',
  'createdAt',
] as const

/** The condition that the closure is one of the whole location, or of an active space; with `allSpaces` also of an inactive one. */
const isVisible = (allSpaces: boolean) =>
  sql<boolean>`(space_id IS NULL OR EXISTS (SELECT FROM spaces s WHERE s.id = space_id AND (s.is_active OR ${allSpaces}) AND s.deleted_at IS NULL))`

/** Closures, newest first; with `allSpaces` also those of inactive spaces. */
export function listClosures(db: Db, locationId: string, query: ClosureQuery, allSpaces: boolean) {
  const { from, to, spaceId } = query
  let selectQuery = db
    .selectFrom('closures')
    .select(columns)
    .where('locationId', '=', locationId)
    .where(isVisible(allSpaces))
  if (from !== undefined) selectQuery = selectQuery.where('endsAt', '>', from)
  if (to !== undefined) selectQuery = selectQuery.where('startsAt', '<', to)
  if (spaceId !== undefined) selectQuery = selectQuery.where('spaceId', 'in', spaceId)
  return fetchPage(
    { list: `closures of ${locationId}`, query: selectQuery, order: newestFirst('createdAt') },
    query,
  )
}

export const insertClosure = (trx: Tx, closure: Insertable<Closures>) =>
  invalidating(trx, 'catalogue')
    .insertInto('closures')
    .values(closure)
    .returning(columns)
    .executeTakeFirstOrThrow()

/** With `allSpaces` also a closure of an inactive space. */
export const findClosure = (db: Db, locationId: string, id: string, allSpaces: boolean) =>
  db
    .selectFrom('closures')
    .select('id')
    .where('id', '=', id)
    .where('locationId', '=', locationId)
    .where(isVisible(allSpaces))
    .executeTakeFirst()

export const lockClosure = (trx: Tx, id: string) =>
  trx.selectFrom('closures').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()

export async function deleteClosureRow(trx: Tx, id: string): Promise<void> {
  await invalidating(trx, 'catalogue').deleteFrom('closures').where('id', '=', id).execute()
}
