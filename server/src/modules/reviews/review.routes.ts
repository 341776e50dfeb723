import { ownScope, staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { forbidden, preconditionFailed } from '../../shared/problems.ts'
import { alreadyReviewed, reviewNotAllowed } from './review.problems.ts'
import { NewReview, Review, ReviewChange, ReviewQuery, SpaceReviewQuery } from './review.schema.ts'
import {
  deleteReview,
  editReview,
  getVisibleReview,
  listReviews,
  listSpaceReviews,
  moderateReview,
  writeReview,
} from './review.service.ts'

const tags = ['reviews']
const params = IdParams

const moderations = [
  { action: 'approve', status: 'approved' },
  { action: 'reject', status: 'rejected' },
] as const

export const reviewRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getVisibleReview(deps.db, actor, id))

  app.get(
    '/spaces/:id/reviews',
    {
      schema: {
        operationId: 'listSpaceReviews',
        tags,
        params,
        querystring: SpaceReviewQuery,
        response: { 200: Page(Review) },
      },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: staffScope,
      dependsOn: () => ['catalogue', 'reviews', 'people'],
      load: ({ actor, params, query }) => listSpaceReviews(deps.db, actor, params.id, query),
    }),
  )
  app.post(
    '/spaces/:id/reviews',
    {
      schema: { operationId: 'writeReview', tags, params, body: NewReview, response: { 201: Review } },
      config: { access: 'member', problems: [alreadyReviewed, reviewNotAllowed] },
    },
    async ({ call, params, body }, reply) =>
      reply.code(201).send(await writeReview(deps, call, params.id, body)),
  )
  app.get(
    '/reviews',
    {
      schema: { operationId: 'listReviews', tags, querystring: ReviewQuery, response: { 200: Page(Review) } },
      config: { access: 'manager', etag: true },
    },
    cached(deps, {
      scope: ownScope,
      dependsOn: () => ['catalogue', 'reviews', 'people'],
      load: ({ actor, query }) => listReviews(deps.db, actor, query),
    }),
  )
  app.patch(
    '/reviews/:id',
    {
      schema: { operationId: 'editReview', tags, params, body: ReviewChange, response: { 200: Review } },
      config: { access: 'member', problems: [forbidden, preconditionFailed] },
    },
    ({ call, params, body }) => editReview(deps, call, params.id, body),
  )
  app.delete(
    '/reviews/:id',
    {
      schema: { operationId: 'deleteReview', tags, params },
      config: { access: 'member', problems: [forbidden, preconditionFailed] },
    },
    (request) => deleteReview(deps, request.call, request.params.id),
  )
  for (const { action, status } of moderations)
    app.post(
      `/reviews/:id/${action}`,
      {
        schema: { operationId: `${action}Review`, tags, params, response: { 200: Review } },
        config: { access: 'manager', target, problems: [preconditionFailed] },
      },
      ({ call, params }) => moderateReview(deps, call, params.id, status),
    )
}
