import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { invalidInterval } from '../../shared/problems.ts'
import { listLocationAvailability } from './availability.day.ts'
import {
  AvailabilityQuery,
  LocationWindow,
  Offer,
  SpaceAvailability,
  SpaceDay,
  Window,
} from './availability.schema.ts'
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
    '/locations/:id/availability',
    {
      schema: {
        operationId: 'listLocationAvailability',
        tags,
        params: IdParams,
        querystring: LocationWindow,
        response: { 200: Page(SpaceDay) },
      },
      config: { access: 'public', etag: true, problems: [invalidInterval] },
    },
    (request) => listLocationAvailability(deps, request.actor, request.params.id, request.query),
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
