import { staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { inUse, notFound, preconditionFailed } from '../../shared/problems.ts'
import { NewSpace, Space, SpaceChange, SpaceDetails, SpaceQuery } from './space.schema.ts'
import {
  createSpace,
  deleteSpace,
  getSpace,
  getSpaceDetails,
  listSpaces,
  updateSpace,
} from './space.service.ts'

const tags = ['spaces']
const params = IdParams

export const spaceRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getSpace(deps.db, actor, id))

  app.get(
    '/spaces',
    {
      schema: { operationId: 'listSpaces', tags, querystring: SpaceQuery, response: { 200: Page(Space) } },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: staffScope,
      dependsOn: () => ['catalogue'],
      load: ({ actor, query }) => listSpaces(deps.db, actor, query),
    }),
  )
  app.post(
    '/spaces',
    {
      schema: { operationId: 'createSpace', tags, body: NewSpace, response: { 201: SpaceDetails } },
      config: { access: 'manager', etag: true, problems: [notFound] },
    },
    async (request, reply) => reply.code(201).send(await createSpace(deps, request.call, request.body)),
  )
  app.get(
    '/spaces/:id',
    {
      schema: { operationId: 'getSpace', tags, params, response: { 200: SpaceDetails } },
      config: { access: 'public', etag: true },
    },
    (request) => getSpaceDetails(deps.db, request.actor, request.params.id),
  )
  app.patch(
    '/spaces/:id',
    {
      schema: {
        operationId: 'updateSpace',
        tags,
        params,
        body: SpaceChange,
        response: { 200: SpaceDetails },
      },
      config: { access: 'manager', etag: true, problems: [preconditionFailed], target },
    },
    (request) => updateSpace(deps, request.call, request.params.id, request.body),
  )
  app.delete(
    '/spaces/:id',
    {
      schema: { operationId: 'deleteSpace', tags, params },
      config: { access: 'manager', problems: [inUse, preconditionFailed], target },
    },
    (request) => deleteSpace(deps, request.call, request.params.id),
  )
}
