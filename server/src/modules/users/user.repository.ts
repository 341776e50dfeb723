import { type Insertable, type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { invalidating, withoutInvalidation } from '../../db/invalidate.ts'
import type { Users } from '../../db/tables.gen.ts'
import type { Role } from '../../shared/call.ts'

/** A new account is in no cached response: the rows that show its name are written later. */
export const insertUser = (db: Db, user: Insertable<Users>) =>
  withoutInvalidation(db).insertInto('users').values(user).execute()

const notDeleted = (db: Db) => db.selectFrom('users').where('deletedAt', 'is', null)

export const findCredentials = (db: Db, email: string) =>
  notDeleted(db)
    .select(['id', 'passwordHash', 'passwordChangedAt', 'blockedAt', 'emailVerifiedAt'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()

/**
 * Locks the user, so that the password does not change until the transaction ends, and returns its hash; undefined for an account without a
 * password.
 */
export const lockPasswordHash = async (trx: Tx, id: string): Promise<string | undefined> => {
  const row = await notDeleted(trx)
    .select('passwordHash')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row?.passwordHash ?? undefined
}

/** Stores another hash of the unchanged password, unless the password has been changed meanwhile: then false. */
export async function replacePasswordHash(db: Db, id: string, from: string, to: string): Promise<boolean> {
  const { numUpdatedRows } = await withoutInvalidation(db)
    .updateTable('users')
    .set({ passwordHash: to })
    .where('id', '=', id)
    .where('passwordHash', '=', from)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Accounts that staff may look at: those that were not deleted, and those that were merged into such an account. */
export const isVisibleToStaff = sql<boolean>`(users.deleted_at IS NULL OR EXISTS (
  SELECT FROM users survivor WHERE survivor.id = users.merged_into AND survivor.deleted_at IS NULL))`

/** The role of the person: for a merged account, which is always that of a member, the role of the surviving account. */
const roleOfPerson = sql<Role>`coalesce(
  (SELECT survivor.role FROM users survivor WHERE survivor.id = users.merged_into), users.role)`

/** Accounts that managers who run a location may see. */
export const isVisibleToManagers = sql<boolean>`(${roleOfPerson} = 'member' AND ${isVisibleToStaff})`

/** An account that staff may look at, with the role of the person; undefined for a deleted account. */
export const findAccount = (db: Db, id: string) =>
  db
    .selectFrom('users')
    .select(['id', roleOfPerson.as('role')])
    .where(isVisibleToStaff)
    .where('id', '=', id)
    .executeTakeFirst()

/**
 * Two accounts that are to be merged, locked by id against every other use; an account that was merged before is locked last,
 * because the deletion of its surviving account locks them in this order, too.
 */
export const lockForMerge = (trx: Tx, ids: [string, string]) =>
  trx
    .selectFrom('users')
    .select(['id', 'role', 'email', 'emailVerifiedAt', 'passwordHash', 'phone', 'note', 'tags'])
    .select(['blockedAt', 'deletedAt', 'mergedInto'])
    .where('id', 'in', ids)
    .orderBy(sql`merged_into IS NOT NULL`)
    .orderBy('id')
    .forUpdate()
    .execute()

/** Closes an account. Accounts that were merged into it before are from now on merged into the surviving account. */
export async function closeMerged(trx: Tx, id: string, into: string, at: string): Promise<void> {
  await invalidating(trx, 'people')
    .updateTable('users')
    .set({ email: null, emailVerifiedAt: null, passwordHash: null, passwordChangedAt: at })
    .set({ mergedInto: into, deletedAt: at, updatedAt: at })
    .where('id', '=', id)
    .execute()
  await withoutInvalidation(trx)
    .updateTable('users')
    .set({ mergedInto: into })
    .where('mergedInto', '=', id)
    .execute()
}

/**
 * Locks the surviving account of a merged account, or an account that was not merged itself. `mergedInto` is not null where the locked account
 * was merged while this statement waited for it.
 */
export async function lockSurvivor(trx: Tx, id: string) {
  const { rows } = await sql<{ id: string; mergedInto: string | null }>`
    SELECT survivor.id, survivor.merged_into FROM users account
    JOIN users survivor ON survivor.id = coalesce(account.merged_into, account.id)
    WHERE account.id = ${id} FOR KEY SHARE OF survivor
  `.execute(trx)
  return rows[0]
}

/** The accounts that were merged into this account. */
export const findMerged = async (db: Db, id: string): Promise<string[]> => {
  const rows = await db.selectFrom('users').select('id').where('mergedInto', '=', id).orderBy('id').execute()
  return rows.map((row) => row.id)
}

export async function isBlocked(db: Db, id: string): Promise<boolean> {
  const row = await notDeleted(db).select('blockedAt').where('id', '=', id).executeTakeFirst()
  return row?.blockedAt !== null && row?.blockedAt !== undefined
}

/** The statement that prevents the deletion of an account, for a use case that combines all its statements in one statement. */
export const lockUserAgainstDeletionStatement = (id: string, when: RawBuilder<boolean>) =>
  sql`SELECT FROM users WHERE id = ${id} AND deleted_at IS NULL AND ${when} FOR KEY SHARE`

/** Locks the account against its deletion; other changes remain possible. */
export const lockUserAgainstDeletion = (trx: Tx, id: string) =>
  notDeleted(trx).select(['id', 'role']).where('id', '=', id).forKeyShare().executeTakeFirst()

type Change = {
  firstName?: string
  lastName?: string
  email?: string | null
  phone?: string | null
  note?: string
  tags?: string[]
  locale?: 'en' | 'ru'
  role?: Role
  blockedAt?: string | null
  passwordHash?: string | null
  passwordChangedAt?: string
  emailVerifiedAt?: string | null
  updatedAt: string
}

/** Cached responses show only the names, the email and the telephone number. */
export function updateUser(trx: Tx, id: string, change: Change) {
  const { firstName, lastName, email, phone } = change
  const isShownInLists = [firstName, lastName, email, phone].some((field) => field !== undefined)
  const users = isShownInLists ? invalidating(trx, 'people') : withoutInvalidation(trx)
  return users.updateTable('users').set(change).where('id', '=', id).execute()
}

/** Locks the account against every change by another transaction. */
export const lockUserAgainstChange = (trx: Tx, id: string) =>
  notDeleted(trx).select(['id', 'role', 'blockedAt']).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

/**
 * The administrators who can sign in, because they have a password and are not blocked. Locks them by id: of two concurrent changes that
 * would leave none, the second sees the first.
 */
export const lockAdmins = (trx: Tx) =>
  notDeleted(trx)
    .select('id')
    .where('role', '=', 'admin')
    .where('blockedAt', 'is', null)
    .where('passwordHash', 'is not', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()

/** The administrators who are not blocked. */
export const findAdminIds = async (db: Db): Promise<string[]> => {
  const admins = notDeleted(db)
    .select('id')
    .where('role', '=', 'admin')
    .where('blockedAt', 'is', null)
    .orderBy('id')
  return (await admins.execute()).map(({ id }) => id)
}

export const findAnyUser = (db: Db) => db.selectFrom('users').select('id').limit(1).executeTakeFirst()

/** Inserts an account, unless its email has one already; returns whether it was inserted. */
export async function insertUnlessTaken(trx: Tx, user: Insertable<Users>): Promise<boolean> {
  const rows = await withoutInvalidation(trx)
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.constraint('users_email_key').doNothing())
    .returning('id')
    .execute()
  return rows.length > 0
}

/** The account of this email, locked against every other change. */
export const lockByEmail = (trx: Tx, email: string) =>
  notDeleted(trx)
    .select(['id', 'role', 'passwordHash', 'blockedAt'])
    .where('email', '=', email)
    .forNoKeyUpdate()
    .executeTakeFirst()

/** Replaces all locations that a manager runs. */
export async function replaceLocations(trx: Tx, userId: string, locationIds: string[]): Promise<void> {
  await trx.deleteFrom('locationManagers').where('userId', '=', userId).execute()
  if (locationIds.length === 0) return
  const rows = locationIds.map((locationId) => ({ userId, locationId }))
  await trx.insertInto('locationManagers').values(rows).execute()
}

/**
 * Replaces the person's data by placeholders; the id, the locale and the time of creation stay. The new email is random, so that nobody can
 * have registered it. The email is in a unique index, so this UPDATE takes the strongest lock of the row (FOR UPDATE), and waits for every
 * lock against the deletion of the account (FOR KEY SHARE).
 */
export const anonymise = (trx: Tx, id: string, at: string) =>
  invalidating(trx, 'people')
    .updateTable('users')
    .set({
      email: sql`'deleted-' || gen_random_uuid() || '@deleted.invalid'`,
      passwordHash: null,
      // The web app recognises a deleted account by this name (`isDeletedPerson`).
      firstName: 'Deleted',
      lastName: 'user',
      phone: null,
      note: '',
      tags: [],
      role: 'member',
      emailVerifiedAt: null,
      blockedAt: at,
      deletedAt: at,
      passwordChangedAt: at,
      updatedAt: at,
    })
    .where('id', '=', id)
    .execute()
