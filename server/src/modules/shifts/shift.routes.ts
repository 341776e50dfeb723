import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { invalidTransition } from '../../shared/problems.ts'
import { getLocation } from '../locations/location.service.ts'
import { shiftOpen } from './shift.problems.ts'
import {
  ListedShift,
  NewShift,
  Shift,
  ShiftClosing,
  ShiftEntry,
  ShiftEntryQuery,
  ShiftQuery,
} from './shift.schema.ts'
import { closeShift, getShift, listShiftEntries, listShifts, openShift } from './shift.service.ts'

const tags = ['shifts']
const params = IdParams

export const shiftRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getShift(deps.db, actor, id))
  app.get(
    '/locations/:id/shifts',
    {
      schema: {
        operationId: 'listShifts',
        tags,
        params,
        querystring: ShiftQuery,
        response: { 200: Page(ListedShift) },
      },
      config: {
        access: 'manager',
        etag: true,
        target: byId((actor, id) => getLocation(deps.db, actor, id)),
      },
    },
    ({ call, params, query }) => listShifts(deps.db, call.actor, params.id, query),
  )
  app.post(
    '/locations/:id/shifts',
    {
      schema: { operationId: 'openShift', tags, params, body: NewShift, response: { 201: Shift } },
      config: {
        access: 'manager',
        problems: [shiftOpen],
        target: byId((actor, id) => getLocation(deps.db, actor, id)),
      },
    },
    async ({ call, params, body }, reply) =>
      reply.code(201).send(await openShift(deps, call, params.id, body)),
  )
  app.get(
    '/shifts/:id',
    {
      schema: { operationId: 'getShift', tags, params, response: { 200: Shift } },
      config: { access: 'manager', target },
    },
    ({ call, params }) => getShift(deps.db, call.actor, params.id),
  )
  app.get(
    '/shifts/:id/entries',
    {
      schema: {
        operationId: 'listShiftEntries',
        tags,
        params,
        querystring: ShiftEntryQuery,
        response: { 200: Page(ShiftEntry) },
      },
      config: { access: 'manager', etag: true, target },
    },
    ({ call, params, query }) => listShiftEntries(deps.db, call.actor, params.id, query),
  )
  app.post(
    '/shifts/:id/close',
    {
      schema: { operationId: 'closeShift', tags, params, body: ShiftClosing, response: { 200: Shift } },
      config: { access: 'manager', problems: [invalidTransition], target },
    },
    ({ call, params, body }) => closeShift(deps, call, params.id, body),
  )
}
