import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { Session, SessionQuery } from './session.schema.ts'
import { endSession, listSessions } from './session.service.ts'

const tags = ['users']

export const sessionRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me/sessions',
    {
      schema: {
        operationId: 'listSessions',
        tags,
        querystring: SessionQuery,
        response: { 200: Page(Session) },
      },
      config: { access: 'member', etag: true },
    },
    (request) => listSessions(deps, request.call, request.query),
  )
  app.delete(
    '/me/sessions/:id',
    { schema: { operationId: 'endSession', tags, params: IdParams }, config: { access: 'member' } },
    (request) => endSession(deps, request.call, request.params.id),
  )
}
