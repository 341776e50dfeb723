import Type, { type Static } from 'typebox'
import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Strict, Uuid } from '../../http/schema.ts'
import { inUse, invalidInterval } from '../../shared/problems.ts'
import { getLocation } from '../locations/location.service.ts'
import { Closure, NewClosure } from '../schedule/schedule.schema.ts'
import { getClosure } from '../schedule/schedule.service.ts'
import { closureConflict } from './closure.problems.ts'
import { close, reopen } from './closure.service.ts'

const ClosureParams = Strict({ id: Uuid, closureId: Uuid })
const Created = Type.Object({ ...Closure.properties, cancelledBookingIds: Type.Array(Uuid) })

export const closureRoutes = (deps: Deps) => async (app: App) => {
  app.post(
    '/locations/:id/closures',
    {
      schema: {
        operationId: 'createClosure',
        tags: ['locations'],
        params: IdParams,
        querystring: Strict({ cancelBookings: Type.Boolean({ default: false }) }),
        body: NewClosure,
        response: { 201: Created },
      },
      config: {
        access: 'manager',
        problems: [closureConflict, invalidInterval],
        target: byId((actor, id) => getLocation(deps.db, actor, id)),
      },
    },
    async ({ call, params, body, query }, reply) =>
      reply.code(201).send(await close(deps, call, params.id, body, query.cancelBookings)),
  )
  app.delete(
    '/locations/:id/closures/:closureId',
    {
      schema: { operationId: 'deleteClosure', tags: ['locations'], params: ClosureParams },
      config: {
        access: 'manager',
        problems: [inUse],
        target: ({ actor, params }) => getClosure(deps.db, actor, params as Static<typeof ClosureParams>),
      },
    },
    async ({ call, params }, reply) => {
      await reopen(deps, call, params)
      return reply.code(204).send()
    },
  )
}
