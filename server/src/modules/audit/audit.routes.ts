import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { Page } from '../../http/schema.ts'
import { AuditEvent, AuditQuery } from './audit.schema.ts'
import { listAuditEvents } from './audit.service.ts'

export const auditRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/audit',
    {
      schema: {
        operationId: 'listAuditEvents',
        tags: ['audit'],
        querystring: AuditQuery,
        response: { 200: Page(AuditEvent) },
      },
      config: { access: 'admin', etag: true },
    },
    (request) => listAuditEvents(deps.db, request.query),
  )
}
