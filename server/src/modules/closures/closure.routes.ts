import Type, { type Static } from 'typebox'
import { staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page, Strict, Uuid } from '../../http/schema.ts'
import { inUse, invalidInterval } from '../../shared/problems.ts'
import { getLocation } from '../locations/location.service.ts'
import { closureConflict } from './closure.problems.ts'
import { Closure, ClosureQuery, CreatedClosure, NewClosure } from './closure.schema.ts'
import { assertClosureExists, createClosure, deleteClosure, listClosures } from './closure.service.ts'

const tags = ['locations']
/** The limit in bytes: room for the 10,000 ids that `cancelBookingIds` may have. */
const bodyLimit = 512 * 1_024
const params = IdParams
const ClosureParams = Strict({ id: Uuid, closureId: Uuid })

export const closureRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/locations/:id/closures',
    {
      schema: {
        operationId: 'listClosures',
        tags,
        params,
        querystring: ClosureQuery,
        response: { 200: Page(Closure) },
      },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: staffScope,
      dependsOn: () => ['catalogue'],
      load: ({ actor, params, query }) => listClosures(deps.db, actor, params.id, query),
    }),
  )
  app.post(
    '/locations/:id/closures',
    {
      bodyLimit,
      schema: {
        operationId: 'createClosure',
        tags,
        params,
        querystring: Strict({ cancelBookings: Type.Boolean({ default: false }) }),
        body: NewClosure,
        response: { 201: CreatedClosure },
      },
      config: {
        access: 'manager',
        problems: [closureConflict, invalidInterval],
        target: byId((actor, id) => getLocation(deps.db, actor, id)),
      },
    },
    async ({ call, params, body, query }, reply) =>
      reply.code(201).send(await createClosure(deps, call, params.id, body, query.cancelBookings)),
  )
  app.delete(
    '/locations/:id/closures/:closureId',
    {
      schema: { operationId: 'deleteClosure', tags, params: ClosureParams },
      config: {
        access: 'manager',
        problems: [inUse],
        target: ({ actor, params }) =>
          assertClosureExists(deps.db, actor, params as Static<typeof ClosureParams>),
      },
    },
    ({ call, params }) => deleteClosure(deps, call, params),
  )
}
