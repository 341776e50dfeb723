import { staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId, ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams } from '../../http/schema.ts'
import { preconditionFailed } from '../../shared/problems.ts'
import { getLocation } from '../locations/location.service.ts'
import { toIntervals } from './schedule.hours.ts'
import { OpeningHours } from './schedule.schema.ts'
import { getOpeningHours, setOpeningHours } from './schedule.service.ts'

const tags = ['locations']
const params = IdParams

export const scheduleRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getLocation(deps.db, actor, id))

  app.get(
    '/locations/:id/opening-hours',
    {
      schema: { operationId: 'getOpeningHours', tags, params, response: { 200: OpeningHours } },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: staffScope,
      dependsOn: () => ['catalogue'],
      load: ({ actor, params }) => getOpeningHours(deps.db, actor, params.id),
    }),
  )
  app.put(
    '/locations/:id/opening-hours',
    {
      schema: {
        operationId: 'setOpeningHours',
        tags,
        params,
        body: OpeningHours,
        response: { 200: OpeningHours },
      },
      config: {
        access: 'manager',
        etag: true,
        problems: [preconditionFailed],
        target,
        checkInput: ofBody(toIntervals),
      },
    },
    (request) => setOpeningHours(deps, request.call, request.params.id, request.body),
  )
}
