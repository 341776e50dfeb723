import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { nextVersion } from '../../db/next-version.ts'
import type { Spaces } from '../../db/tables.gen.ts'
import type { SpaceFilter } from './space.schema.ts'

const columns = [
  'spaces.id',
  'spaces.locationId',
  'spaces.name',
  'spaces.type',
  'spaces.capacity',
  'spaces.tariffId',
  'spaces.description',
  'spaces.amenities',
  'spaces.bufferBeforeMinutes',
  'spaces.bufferAfterMinutes',
  'spaces.requiresApproval',
  'spaces.requiresCheckIn',
  'spaces.isActive',
  'spaces.ratingSum',
  'spaces.ratingCount',
  'spaces.createdAt',
  'spaces.updatedAt',
  'spaces.version',
] as const

/** These columns include the note that only staff of the space's location may read. */
const columnsForStaff = [...columns, 'spaces.accessNote'] as const

const notDeleted = (db: Db) => db.selectFrom('spaces').where('deletedAt', 'is', null)

/** Only deleted spaces have no tariff. */
const spaces = (db: Db) => notDeleted(db).select(columns).$narrowType<{ tariffId: string }>()

export const findSpace = (db: Db, id: string) => spaces(db).where('id', '=', id).executeTakeFirst()

/** The space with PostgreSQL's version of its row (`xmin`), which every change of the row replaces. */
export const findSpaceWithXmin = (db: Db, id: string) =>
  spaces(db).select(sql<string>`spaces.xmin::text`.as('xmin')).where('id', '=', id).executeTakeFirst()

/** Locks the space: transactions that book it, move a booking to it or close it run one after the other. */
export const lockSpace = (trx: Tx, id: string) =>
  spaces(trx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** Locks the space for a change of the space itself, and returns it with the fields that only staff may read. */
export const lockSpaceForStaff = (trx: Tx, id: string) =>
  spaces(trx).select('spaces.accessNote').where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

export const findAccessNote = (db: Db, id: string) =>
  notDeleted(db).select('spaces.accessNote').where('id', '=', id).executeTakeFirst()

/** The spaces of a location in the order of their ids, locked: for a closure of all of them. */
export const lockSpacesOf = (trx: Tx, locationId: string) =>
  notDeleted(trx).select('id').where('locationId', '=', locationId).orderBy('id').forNoKeyUpdate().execute()

/** Spaces that pass the filter; the caller orders them (by `nameKey` where by name) and limits them. */
export function searchSpaces(db: Db, { locationId, type, minCapacity, amenities }: SpaceFilter) {
  let selectQuery = spaces(db).select('spaces.nameKey')
  if (locationId !== undefined) selectQuery = selectQuery.where('locationId', 'in', locationId)
  if (type !== undefined) selectQuery = selectQuery.where('type', 'in', type)
  if (minCapacity !== undefined) selectQuery = selectQuery.where('capacity', '>=', minCapacity)
  if (amenities !== undefined)
    selectQuery = selectQuery.where(sql<boolean>`spaces.amenities @> ${amenities}::text[]`)
  return selectQuery
}

export const insertSpace = (trx: Tx, space: Insertable<Spaces>) =>
  invalidating(trx, 'catalogue')
    .insertInto('spaces')
    .values(space)
    .returning(columnsForStaff)
    .$narrowType<{ tariffId: string }>()
    .executeTakeFirstOrThrow()

export const updateSpace = (trx: Tx, id: string, change: Updateable<Spaces>) =>
  invalidating(trx, 'catalogue')
    .updateTable('spaces')
    .set({ ...change, version: nextVersion })
    .where('id', '=', id)
    .returning(columnsForStaff)
    .$narrowType<{ tariffId: string }>()
    .executeTakeFirstOrThrow()

/** The rating is not a change of the space itself, so the version stays. */
export const adjustRating = (trx: Tx, id: string, { sum, count }: { sum: number; count: number }) =>
  invalidating(trx, 'catalogue')
    .updateTable('spaces')
    .set((eb) => ({ ratingSum: eb('ratingSum', '+', sum), ratingCount: eb('ratingCount', '+', count) }))
    .where('id', '=', id)
    .execute()

/** Deletes the row of a space that was never booked; returns false and deletes nothing where bookings refer to it. */
export async function deleteUnbookedSpace(trx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await invalidating(trx, 'catalogue')
    .deleteFrom('spaces')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('bookings').select('bookings.id').whereRef('spaceId', '=', 'spaces.id'))),
    )
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Marks a space as deleted. Its row stays for its bookings, and only they still show it; its closures are no longer listed. */
export const markSpaceDeleted = (trx: Tx, id: string, at: string) =>
  updateSpace(trx, id, { deletedAt: at, tariffId: null, isActive: false, updatedAt: at })
