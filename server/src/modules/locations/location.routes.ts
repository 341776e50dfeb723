import { publicScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId, ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { inUse, preconditionFailed } from '../../shared/problems.ts'
import {
  ListedLocation,
  LocationChange,
  LocationDetails,
  LocationQuery,
  NewLocation,
} from './location.schema.ts'
import {
  assertTimeZone,
  createLocation,
  deleteLocation,
  getLocation,
  getLocationDetails,
  listLocations,
  updateLocation,
} from './location.service.ts'

const tags = ['locations']

export const locationRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getLocation(deps.db, actor, id))

  app.get(
    '/locations',
    {
      schema: {
        operationId: 'listLocations',
        tags,
        querystring: LocationQuery,
        response: { 200: Page(ListedLocation) },
      },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: (actor, query) => publicScope(actor, query.isActive),
      dependsOn: () => ['catalogue'],
      load: ({ actor, query }) => listLocations(deps.db, actor, query),
    }),
  )
  app.post(
    '/locations',
    {
      schema: { operationId: 'createLocation', tags, body: NewLocation, response: { 201: LocationDetails } },
      config: { access: 'admin', etag: true, checkInput: ofBody(assertTimeZone) },
    },
    async (request, reply) => reply.code(201).send(await createLocation(deps, request.call, request.body)),
  )
  app.get(
    '/locations/:id',
    {
      schema: { operationId: 'getLocation', tags, params: IdParams, response: { 200: LocationDetails } },
      config: { access: 'public', etag: true },
    },
    (request) => getLocationDetails(deps.db, request.actor, request.params.id),
  )
  app.patch(
    '/locations/:id',
    {
      schema: {
        operationId: 'updateLocation',
        tags,
        params: IdParams,
        body: LocationChange,
        response: { 200: LocationDetails },
      },
      config: {
        access: 'admin',
        etag: true,
        problems: [inUse, preconditionFailed],
        target,
        checkInput: ofBody(assertTimeZone),
      },
    },
    (request) => updateLocation(deps, request.call, request.params.id, request.body),
  )
  app.delete(
    '/locations/:id',
    {
      schema: { operationId: 'deleteLocation', tags, params: IdParams },
      config: { access: 'admin', problems: [inUse, preconditionFailed], target },
    },
    (request) => deleteLocation(deps, request.call, request.params.id),
  )
}
