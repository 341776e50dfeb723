import { cacheTagsOf } from '../../cache/cache-tag.ts'
import { staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { invalidInterval } from '../../shared/problems.ts'
import { listLocationAvailability } from './availability.location.ts'
import { listOffers } from './availability.offers.ts'
import {
  AvailabilityQuery,
  ListedSpaceAvailability,
  LocationAvailabilityQuery,
  OfferPage,
  SpaceAvailability,
  SpaceAvailabilityQuery,
} from './availability.schema.ts'
import { getSpaceAvailability, offersChangeAt } from './availability.service.ts'

const tags = ['spaces']

export const availabilityRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/spaces/:id/availability',
    {
      schema: {
        operationId: 'getSpaceAvailability',
        tags,
        params: IdParams,
        querystring: SpaceAvailabilityQuery,
        response: { 200: SpaceAvailability },
      },
      config: { access: 'public', etag: true, problems: [invalidInterval] },
    },
    cached(deps, {
      isCostly: true,
      scope: staffScope,
      dependsOn: ({ params }) => ['catalogue', `space:${params.id}`],
      changesAt: (now) => offersChangeAt(deps, now),
      load: ({ actor, params, query }) => getSpaceAvailability(deps, actor, params.id, query),
    }),
  )
  app.get(
    '/locations/:id/availability',
    {
      schema: {
        operationId: 'listLocationAvailability',
        tags,
        params: IdParams,
        querystring: LocationAvailabilityQuery,
        response: { 200: Page(ListedSpaceAvailability) },
      },
      config: { access: 'public', etag: true, problems: [invalidInterval] },
    },
    cached(deps, {
      isCostly: true,
      scope: staffScope,
      dependsOn: ({ params }) => ['catalogue', `location:${params.id}`],
      changesAt: (now) => offersChangeAt(deps, now),
      load: ({ actor, params, query }) => listLocationAvailability(deps, actor, params.id, query),
    }),
  )
  app.get(
    '/availability',
    {
      schema: {
        operationId: 'listAvailability',
        tags,
        querystring: AvailabilityQuery,
        response: { 200: OfferPage },
      },
      config: { access: 'public', etag: true, problems: [invalidInterval] },
    },
    cached(deps, {
      isCostly: true,
      scope: staffScope,
      dependsOn: ({ query: { locationId } }) => [
        'catalogue',
        ...(locationId ? cacheTagsOf('location:', locationId) : (['bookings'] as const)),
      ],
      changesAt: (now) => offersChangeAt(deps, now),
      load: ({ actor, query }) => listOffers(deps, actor, query),
    }),
  )
}
