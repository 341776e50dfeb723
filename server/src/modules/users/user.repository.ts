import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { RefreshTokens, Users } from '../../db/tables.gen.ts'
import type { Role } from '../../shared/call.ts'
import { toInstant } from '../../shared/time-range.ts'

export const insertUser = (db: Db, user: Insertable<Users>) => db.insertInto('users').values(user).execute()

export const findUserByEmail = (db: Db, email: string) =>
  db
    .selectFrom('users')
    .select(['id', 'passwordHash', 'blockedAt'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()

/** Role, block and locations of a user: what every request asks. */
export const findActorRow = (db: Db, id: string) =>
  db
    .selectFrom('users')
    .select([
      'id',
      'role',
      'blockedAt',
      sql<string[]>`ARRAY(SELECT location_id FROM location_managers m WHERE m.user_id = users.id)`.as(
        'locationIds',
      ),
    ])
    .where('id', '=', id)
    .executeTakeFirst()

export const updateUser = (
  db: Db,
  id: string,
  change: { firstName?: string; lastName?: string; locale?: 'en' | 'ru'; updatedAt: string },
) => db.updateTable('users').set(change).where('id', '=', id).execute()

export const insertRefreshToken = (db: Db, token: Insertable<RefreshTokens>) =>
  db.insertInto('refreshTokens').values(token).execute()

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

export const setRole = (trx: Tx, id: string, role: Role) =>
  trx.updateTable('users').set({ role }).where('id', '=', id).execute()

export const insertManager = (trx: Tx, userId: string, locationId: string) =>
  trx.insertInto('locationManagers').values({ userId, locationId }).execute()

/** Forgets refresh tokens that nobody can use any more. */
export const purgeRefreshTokens = (db: Db, now: number) =>
  db.deleteFrom('refreshTokens').where('expiresAt', '<=', toInstant(now)).execute()
