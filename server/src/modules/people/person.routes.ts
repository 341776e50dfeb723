import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { IdParams } from '../../http/schema.ts'
import { lastAdmin } from '../users/user.problems.ts'
import { balanceNotSettled } from './person.problems.ts'
import { PersonExport } from './person.schema.ts'
import { deletePerson, exportMe } from './person.service.ts'

const tags = ['users']

export const personRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me/export',
    {
      schema: { operationId: 'exportMe', tags, response: { 200: PersonExport } },
      config: { access: 'member' },
    },
    ({ call }) => exportMe(deps, call),
  )
  app.delete(
    '/users/:id',
    {
      schema: { operationId: 'deleteUser', tags, params: IdParams },
      config: { access: 'admin', problems: [lastAdmin, balanceNotSettled] },
    },
    async ({ call, params }, reply) => {
      await deletePerson(deps, call, params.id)
      return reply.code(204).send()
    },
  )
}
