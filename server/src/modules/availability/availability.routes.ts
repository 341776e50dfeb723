import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { invalidInterval } from '../../shared/problems.ts'
import { AvailabilityQuery, Offer, SpaceAvailability, Window } from './availability.schema.ts'
import { listOffers, spaceAvailability } from './availability.service.ts'

const tags = ['spaces']

export const availabilityRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/spaces/:id/availability',
    {
      schema: {
        operationId: 'getSpaceAvailability',
        tags,
        params: IdParams,
        querystring: Window,
        response: { 200: SpaceAvailability },
      },
      config: { access: 'public', problems: [invalidInterval] },
    },
    (request) => spaceAvailability(deps, request.actor, request.params.id, request.query),
  )
  app.get(
    '/availability',
    {
      schema: {
        operationId: 'listAvailability',
        tags,
        querystring: AvailabilityQuery,
        response: { 200: Page(Offer) },
      },
      config: { access: 'public', etag: true, problems: [invalidInterval] },
    },
    (request) => listOffers(deps, request.actor, request.query),
  )
}
