import { type Insertable, sql, type Updateable } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { nextVersion } from '../../db/next-version.ts'
import type { Reviews } from '../../db/tables.gen.ts'
import { noLastNames } from '../../shared/person-name.ts'

/** The name of an account, joined as `users`, as the account's reviews show it: the first name and the initial of the last name. */
export const presentName = sql<string>`users.first_name
  || CASE WHEN users.last_name = ANY(${noLastNames}) THEN '' ELSE ' ' || left(users.last_name, 1) || '.' END`

export async function getPresentName(trx: Tx, userId: string): Promise<string> {
  const author = await trx
    .selectFrom('users')
    .select(presentName.as('name'))
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  return author.name
}

export const insertReview = (trx: Tx, review: Insertable<Reviews>) =>
  invalidating(trx, 'reviews').insertInto('reviews').values(review).execute()

export const lockReview = (trx: Tx, id: string) =>
  trx.selectFrom('reviews').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateReview = (trx: Tx, id: string, change: Updateable<Reviews>) =>
  invalidating(trx, 'reviews')
    .updateTable('reviews')
    .set({ ...change, version: nextVersion })
    .where('id', '=', id)
    .execute()

export const deleteReview = (trx: Tx, id: string) =>
  invalidating(trx, 'reviews').deleteFrom('reviews').where('id', '=', id).execute()

/** Deletes all reviews by these accounts; returns them in the order of their spaces. */
export async function deleteReviewsOf(trx: Tx, userIds: string[]) {
  const rows = await invalidating(trx, 'reviews')
    .deleteFrom('reviews')
    .where('userId', 'in', userIds)
    .returning(['spaceId', 'rating', 'status'])
    .execute()
  return rows.sort((a, b) => (a.spaceId < b.spaceId ? -1 : 1))
}

/** A review of the space by one of these accounts. */
export const findReviewOf = (trx: Tx, spaceId: string, userIds: string[]) =>
  trx
    .selectFrom('reviews')
    .select('id')
    .where('spaceId', '=', spaceId)
    .where('userId', 'in', userIds)
    .executeTakeFirst()
