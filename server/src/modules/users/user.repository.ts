import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { Users } from '../../db/tables.gen.ts'
import type { Role } from '../../shared/call.ts'

export const insertUser = (db: Db, user: Insertable<Users>) => db.insertInto('users').values(user).execute()

const living = (db: Db) => db.selectFrom('users').where('deletedAt', 'is', null)

export const findCredentials = (db: Db, email: string) =>
  living(db)
    .select(['id', 'passwordHash', 'passwordChangedAt', 'blockedAt'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()

/** Keeps the password as it is until the transaction ends; undefined for an account without one. */
export const holdPassword = async (trx: Tx, id: string): Promise<string | undefined> => {
  const row = await living(trx)
    .select('passwordHash')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row?.passwordHash ?? undefined
}

export const findRole = (db: Db, id: string) =>
  living(db).select(['id', 'role']).where('id', '=', id).executeTakeFirst()

/** Keeps the account from being deleted until the transaction ends. */
export const holdRole = (trx: Tx, id: string) =>
  living(trx).select(['id', 'role']).where('id', '=', id).forKeyShare().executeTakeFirst()

type Change = {
  firstName?: string
  lastName?: string
  locale?: 'en' | 'ru'
  role?: Role
  blockedAt?: string | null
  passwordHash?: string
  passwordChangedAt?: string
  emailVerifiedAt?: string
  updatedAt: string
}

export const updateUser = (db: Db, id: string, change: Change) =>
  db.updateTable('users').set(change).where('id', '=', id).execute()

/** Holds off every other change of the account. */
export const lockUser = (trx: Tx, id: string) =>
  living(trx).select(['id', 'role', 'blockedAt']).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/** The administrators who can sign in, locked by id: of two that would leave none, the second sees it. */
export const lockAdmins = (trx: Tx) =>
  living(trx)
    .select('id')
    .where('role', '=', 'admin')
    .where('blockedAt', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

export const findAnyUser = (db: Db) => db.selectFrom('users').select('id').limit(1).executeTakeFirst()

/**
 * Inserts an administrator, or makes the account that has this email one; the password stays that account's. Returns
 * whether it was inserted.
 */
export async function upsertAdmin(db: Db, user: Insertable<Users>): Promise<boolean> {
  const { isNew } = await db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) =>
      conflict.constraint('users_email_key').doUpdateSet({ role: 'admin', updatedAt: user.updatedAt }),
    )
    // A row that the conflict clause has updated bears the transaction that did.
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirstOrThrow()
  return isNew
}

/** The locations that a manager runs, replaced whole. */
export async function replaceLocations(trx: Tx, userId: string, locationIds: string[]): Promise<void> {
  await trx.deleteFrom('locationManagers').where('userId', '=', userId).execute()
  if (locationIds.length === 0) return
  const rows = locationIds.map((locationId) => ({ userId, locationId }))
  await trx.insertInto('locationManagers').values(rows).execute()
}

/** Nothing of the person stays but an id, for the books. */
export const anonymise = (trx: Tx, id: string, at: string) =>
  trx
    .updateTable('users')
    .set({
      email: sql`'deleted-' || id || '@deleted.invalid'`,
      passwordHash: null,
      firstName: 'Deleted',
      lastName: 'user',
      role: 'member',
      emailVerifiedAt: null,
      blockedAt: at,
      deletedAt: at,
      passwordChangedAt: at,
      updatedAt: at,
    })
    .where('id', '=', id)
    .execute()
