import type { Insertable, Updateable } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { nextVersion } from '../../db/next-version.ts'
import type { Locations } from '../../db/tables.gen.ts'

export const columns = [
  'id',
  'name',
  'address',
  'description',
  'timeZone',
  'currency',
  'isActive',
  'requiresShift',
  'taxRate',
  'createdAt',
  'updatedAt',
  'version',
] as const

/** These columns include the note that only staff of the location may read. */
const columnsForStaff = [...columns, 'accessNote'] as const

export const findLocation = (db: Db, id: string) =>
  db.selectFrom('locations').select(columns).where('id', '=', id).executeTakeFirst()

export const findLocationForStaff = (db: Db, id: string) =>
  db.selectFrom('locations').select(columnsForStaff).where('id', '=', id).executeTakeFirst()

/** Locks the location against changes and against new spaces in it. */
export const lockLocation = (trx: Tx, id: string) =>
  trx.selectFrom('locations').select(columnsForStaff).where('id', '=', id).forUpdate().executeTakeFirst()

/**
 * Locks the location in share mode, for a transaction that adds a space or a tariff, gives the location a tariff, or opens a shift. A closure of the
 * whole location must see every space, so this lock and `lockLocationAgainstNewSpaces` wait for each other.
 */
export const lockLocationShared = (trx: Tx, id: string) =>
  trx.selectFrom('locations').select('id').where('id', '=', id).forShare().executeTakeFirst()

/** Locks the location in key share mode, as a foreign key to it does. */
export const lockLocationAgainstDeletion = (trx: Tx, id: string) =>
  trx.selectFrom('locations').select('id').where('id', '=', id).forKeyShare().executeTakeFirst()

/** Blocks new spaces (`lockLocationShared`), but not new bookings, whose foreign keys take only `FOR KEY SHARE`. */
export const lockLocationAgainstNewSpaces = (trx: Tx, id: string) =>
  trx.selectFrom('locations').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

export const insertLocation = (trx: Tx, location: Insertable<Locations>) =>
  invalidating(trx, 'catalogue')
    .insertInto('locations')
    .values(location)
    .returning(columnsForStaff)
    .executeTakeFirstOrThrow()

export const updateLocation = (trx: Tx, id: string, change: Updateable<Locations>) =>
  invalidating(trx, 'catalogue')
    .updateTable('locations')
    .set({ ...change, version: nextVersion })
    .where('id', '=', id)
    .returning(columnsForStaff)
    .executeTakeFirstOrThrow()

export const deleteLocation = (trx: Tx, id: string) =>
  invalidating(trx, 'catalogue').deleteFrom('locations').where('id', '=', id).execute()
