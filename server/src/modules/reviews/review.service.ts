import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call, runsLocation } from '../../shared/call.ts'
import { newStamps } from '../../shared/ids.ts'
import { forbidden, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import { record } from '../audit/audit.service.ts'
import type { AuditAction } from '../audit/audit.states.ts'
import { hasCompletedBooking } from '../bookings/booking.service.ts'
import { adjustRating, getSpace } from '../spaces/space.service.ts'
import { findMerged, lockUserAgainstDeletion } from '../users/user.service.ts'
import { alreadyReviewed, reviewNotAllowed } from './review.problems.ts'
import * as repository from './review.repository.ts'
import type {
  NewReview,
  Review,
  ReviewChange,
  ReviewQuery,
  ReviewStatus,
  SpaceReviewQuery,
} from './review.schema.ts'
import * as view from './review.view.ts'

/** The approved reviews of a space. Raises `not_found`. */
export async function listSpaceReviews(
  db: Db,
  actor: Actor | null,
  spaceId: string,
  query: SpaceReviewQuery,
): Promise<Page<Review>> {
  await getSpace(db, actor, spaceId)
  return view.listApproved(db, spaceId, query)
}

/** The reviews of the locations that the actor runs, of any status. */
export const listReviews = (db: Db, actor: Actor, query: ReviewQuery): Promise<Page<Review>> =>
  view.listReviews(db, actor, query)

/**
 * Locks the actor's account against its deletion. Raises `not_found`, `unauthenticated` where that account has just been deleted,
 * `review_not_allowed` without a completed booking of the space, `already_reviewed`.
 */
export async function writeReview(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  spaceId: string,
  input: NewReview,
): Promise<Review> {
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    await getSpace(trx, call.actor, spaceId)
    // Otherwise the review would stay under the name of a deleted person.
    await lockUserAgainstDeletion(trx, call.actor, call.actor.id)
    const now = deps.clock.now()
    const userId = call.actor.id
    const accounts = await accountsOf(trx, call.actor)
    if (await repository.findReviewOf(trx, spaceId, accounts)) throw alreadyReviewed()
    if (!(await hasCompletedBooking(trx, accounts, spaceId, now))) throw reviewNotAllowed()
    const stamps = newStamps(now)
    const authorName = await repository.getPresentName(trx, userId)
    await repository.insertReview(trx, { ...stamps, spaceId, userId, authorName, ...input })
    return getReview(trx, stamps.id)
  })
}

/**
 * An edit by the author; the review gets the author's present name, and waits for approval again, unless nothing changes. Locks the review,
 * then the space. Raises `not_found`, `forbidden`, `precondition_failed`.
 */
export async function editReview(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  change: ReviewChange,
): Promise<Review> {
  return inTransaction(deps, async (trx) => {
    const before = await lockVisibleReview(trx, call.actor, id)
    if (!(await isAuthor(trx, call.actor, before))) throw forbidden()
    assertVersion(before.version, call.ifMatch)
    const updatedAt = toInstant(deps.clock.now())
    // Where the review came with a merged account, that account keeps its former name.
    const authorName = await repository.getPresentName(trx, call.actor.id)
    const after = { ...before, ...change, authorName }
    const isChanged =
      after.rating !== before.rating || after.text !== before.text || after.authorName !== before.authorName
    if (!isChanged) return before
    await repository.updateReview(trx, id, { ...change, authorName, status: 'pending', updatedAt })
    await removeFromRating(trx, before)
    return getReview(trx, id)
  })
}

/**
 * A deletion by the author or the location's staff. Locks the review, then the space. Raises `not_found`, `forbidden`,
 * `precondition_failed`.
 */
export async function deleteReview(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const before = await lockVisibleReview(trx, call.actor, id)
    const isOwn = await isAuthor(trx, call.actor, before)
    if (!isOwn) assertRunsLocation(call.actor, before.locationId)
    assertVersion(before.version, call.ifMatch)
    await repository.deleteReview(trx, id)
    await removeFromRating(trx, before)
    if (!isOwn) await recordModeration(trx, call, 'delete', before, null, deps.clock.now())
  })
}

/**
 * Deletes all reviews of a person's accounts, and removes their ratings from the ratings of the spaces. Locks the reviews, then the
 * spaces, by id.
 */
export async function deleteReviewsOf(trx: Tx, userIds: string[]): Promise<void> {
  for (const review of await repository.deleteReviewsOf(trx, userIds)) await removeFromRating(trx, review)
}

/**
 * Locks the review, then the space. Raises `not_found`, `forbidden` for an actor who does not run the location and for a manager's
 * own review, and `precondition_failed`, so that nobody approves a text that its author has changed meanwhile.
 */
export async function moderateReview(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  status: Exclude<ReviewStatus, 'pending'>,
): Promise<Review> {
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const before = await lockVisibleReview(trx, call.actor, id)
    assertRunsLocation(call.actor, before.locationId)
    if (call.actor.role !== 'admin' && (await isAuthor(trx, call.actor, before)))
      throw forbidden({
        en: 'This review is your own: another manager or an administrator decides about it',
        ru: 'Это ваш собственный отзыв: решение по нему принимает другой управляющий или администратор',
      })
    assertVersion(before.version, call.ifMatch)
    if (before.status === status) return before
    const now = deps.clock.now()
    const { authorName } = before
    await repository.updateReview(trx, id, { status, authorName, updatedAt: toInstant(now) })
    if (status === 'approved') await adjustRating(trx, before.spaceId, { sum: before.rating, count: 1 })
    else await removeFromRating(trx, before)
    const after = await getReview(trx, id)
    await recordModeration(trx, call, status === 'approved' ? 'approve' : 'reject', before, after, now)
    return after
  })
}

type LocatedReview = Review & { locationId: string }

async function getReview(db: Db, id: string): Promise<LocatedReview> {
  const review = await view.findReview(db, id)
  if (!review) throw notFound()
  return review
}

/** Raises `not_found`, also for a review that is not approved and is neither the actor's own nor in a location that the actor runs. */
export async function getVisibleReview(db: Db, actor: Actor | null, id: string): Promise<LocatedReview> {
  const review = await getReview(db, id)
  if (review.status === 'approved' || runsLocation(actor, review.locationId)) return review
  if (!actor || !(await isAuthor(db, actor, review))) throw notFound()
  return review
}

/** The account of the actor, and the accounts that were merged into it: a review by any of them is the actor's own. */
const accountsOf = async (db: Db, { id }: Actor): Promise<string[]> => [id, ...(await findMerged(db, id))]

const isAuthor = async (db: Db, actor: Actor, { userId }: Pick<Review, 'userId'>): Promise<boolean> =>
  userId === actor.id || (await accountsOf(db, actor)).includes(userId)

async function lockVisibleReview(trx: Tx, actor: Actor, id: string): Promise<LocatedReview> {
  if (!(await repository.lockReview(trx, id))) throw notFound()
  return getVisibleReview(trx, actor, id)
}

const removeFromRating = async (
  trx: Tx,
  { spaceId, rating, status }: Pick<Review, 'spaceId' | 'rating' | 'status'>,
) => {
  if (status === 'approved') await adjustRating(trx, spaceId, { sum: -rating, count: -1 })
}

const recordModeration = (
  trx: Tx,
  { actor }: Call,
  action: AuditAction,
  before: LocatedReview,
  after: LocatedReview | null,
  now: number,
) => record(trx, { actorId: actor.id, action, entity: 'review', entityId: before.id, before, after }, now)
