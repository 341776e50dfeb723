import { staffScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId, ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { inUse, notFound, preconditionFailed } from '../../shared/problems.ts'
import { NewTariff, Tariff, TariffChange, TariffQuery } from './tariff.schema.ts'
import {
  assertConsistent,
  assertNewTariff,
  createTariff,
  deleteTariff,
  getTariff,
  listTariffs,
  updateTariff,
} from './tariff.service.ts'

const tags = ['tariffs']
const params = IdParams

export const tariffRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => getTariff(deps.db, actor, id))

  app.get(
    '/tariffs',
    {
      schema: { operationId: 'listTariffs', tags, querystring: TariffQuery, response: { 200: Page(Tariff) } },
      config: { access: 'public', etag: true },
    },
    cached(deps, {
      scope: staffScope,
      dependsOn: () => ['catalogue'],
      load: ({ actor, query }) => listTariffs(deps.db, actor, query),
    }),
  )
  app.post(
    '/tariffs',
    {
      schema: { operationId: 'createTariff', tags, body: NewTariff, response: { 201: Tariff } },
      config: { access: 'manager', etag: true, problems: [notFound], checkInput: ofBody(assertNewTariff) },
    },
    async (request, reply) => reply.code(201).send(await createTariff(deps, request.call, request.body)),
  )
  app.get(
    '/tariffs/:id',
    {
      schema: { operationId: 'getTariff', tags, params, response: { 200: Tariff } },
      config: { access: 'public', etag: true },
    },
    (request) => getTariff(deps.db, request.actor, request.params.id),
  )
  app.patch(
    '/tariffs/:id',
    {
      schema: { operationId: 'updateTariff', tags, params, body: TariffChange, response: { 200: Tariff } },
      config: {
        access: 'manager',
        etag: true,
        problems: [inUse, preconditionFailed],
        target,
        checkInput: ofBody(assertConsistent),
      },
    },
    (request) => updateTariff(deps, request.call, request.params.id, request.body),
  )
  app.delete(
    '/tariffs/:id',
    {
      schema: { operationId: 'deleteTariff', tags, params },
      config: { access: 'manager', problems: [inUse, preconditionFailed], target },
    },
    (request) => deleteTariff(deps, request.call, request.params.id),
  )
}
