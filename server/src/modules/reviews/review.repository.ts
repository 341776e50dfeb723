import type { Insertable, Updateable } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Reviews } from '../../db/tables.gen.ts'
import { touching } from '../../db/touch.ts'

export const insertReview = (trx: Tx, review: Insertable<Reviews>) =>
  touching(trx, 'reviews').insertInto('reviews').values(review).execute()

export const lockReview = (trx: Tx, id: string) =>
  trx.selectFrom('reviews').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const updateReview = (trx: Tx, id: string, change: Updateable<Reviews>) =>
  touching(trx, 'reviews')
    .updateTable('reviews')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()

export const deleteReview = (trx: Tx, id: string) =>
  touching(trx, 'reviews').deleteFrom('reviews').where('id', '=', id).execute()

export const findReviewOf = (trx: Tx, spaceId: string, userId: string) =>
  trx
    .selectFrom('reviews')
    .select('id')
    .where('spaceId', '=', spaceId)
    .where('userId', '=', userId)
    .executeTakeFirst()
