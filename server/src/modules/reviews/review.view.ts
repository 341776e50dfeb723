import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { fetchPage, newestFirst, type PageQuery } from '../../db/page.ts'
import type { Actor } from '../../shared/call.ts'
import { presentName } from './review.repository.ts'
import type { Review, ReviewQuery } from './review.schema.ts'

const reviewsWithAuthor = (db: Db) =>
  db
    .selectFrom('reviews')
    .innerJoin('users', 'users.id', 'reviews.userId')
    .innerJoin('spaces', 'spaces.id', 'reviews.spaceId')
    .select([
      'reviews.id',
      'reviews.spaceId',
      'reviews.userId',
      sql<string>`coalesce(reviews.author_name, ${presentName})`.as('authorName'),
      'reviews.rating',
      'reviews.text',
      'reviews.status',
      'reviews.createdAt',
      'reviews.updatedAt',
      'reviews.version',
    ])

export const findReview = (db: Db, id: string): Promise<(Review & { locationId: string }) | undefined> =>
  reviewsWithAuthor(db).select('spaces.locationId').where('reviews.id', '=', id).executeTakeFirst()

const order = newestFirst('reviews.createdAt')

/** The reviews that everybody may read: the approved ones, newest first. */
export const listApproved = (db: Db, spaceId: string, query: PageQuery) =>
  fetchPage(
    {
      list: `reviews of ${spaceId}`,
      query: reviewsWithAuthor(db)
        .where('reviews.spaceId', '=', spaceId)
        .where('reviews.status', '=', 'approved'),
      order,
    },
    query,
  )

/**
 * The reviews that staff moderate: those of the spaces of the locations they run, newest first. Those of a deleted space are left
 * out: nobody can see its page any more.
 */
export function listReviews(db: Db, actor: Actor, query: ReviewQuery) {
  let selectQuery = reviewsWithAuthor(db).where('spaces.deletedAt', 'is', null)
  if (actor.role !== 'admin')
    selectQuery = selectQuery.where(sql<boolean>`spaces.location_id = ANY(${actor.locationIds}::uuid[])`)
  if (query.status !== undefined) selectQuery = selectQuery.where('reviews.status', 'in', query.status)
  if (query.locationId !== undefined)
    selectQuery = selectQuery.where('spaces.locationId', 'in', query.locationId)
  if (query.spaceId !== undefined) selectQuery = selectQuery.where('reviews.spaceId', 'in', query.spaceId)
  return fetchPage({ list: 'reviews', query: selectQuery, order }, query)
}
