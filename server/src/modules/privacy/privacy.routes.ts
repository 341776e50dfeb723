import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { TSchema } from 'typebox'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { queueKeyOf } from '../../http/queue-key.ts'
import { IdParams } from '../../http/schema.ts'
import { endStalledResponse } from '../../http/stalled-readers.ts'
import { invalidTransition, preconditionFailed } from '../../shared/problems.ts'
import { lastAdmin } from '../users/user.problems.ts'
import { NewMerge, UserForStaff } from '../users/user.schema.ts'
import { deletePerson } from './privacy.deletion.ts'
import { exportMe } from './privacy.export.ts'
import { assertOtherAccount, mergePerson } from './privacy.merge.ts'
import { balanceNotSettled } from './privacy.problems.ts'
import { PersonExport } from './privacy.schema.ts'

const tags = ['users']
// The response is a stream, whose type does not describe its content.
const exportSchema: TSchema = PersonExport
const response = {
  description: 'The data of the person, oldest first',
  content: { 'application/json': { schema: exportSchema } },
}

// Such a reader holds a place in the queue of exports, so it must take something more often than the readers of other responses.
const stalledExportMs = 10_000

export const privacyRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me/export',
    {
      schema: { operationId: 'exportMe', tags, response: { 200: response } },
      config: { access: 'member' },
    },
    async (request, reply) => {
      const { promise: stream, resolve, reject } = Promise.withResolvers<Readable>()
      const sendAll = async () => {
        const pieces = Readable.from(await exportMe(deps, request.call), { objectMode: false })
        endStalledResponse(reply, stalledExportMs)
        resolve(pieces)
        await once(pieces, 'close')
      }
      deps.exportQueue(queueKeyOf(request), sendAll).catch(reject)
      return reply.type('application/json; charset=utf-8').send(await stream)
    },
  )
  app.post(
    '/users/:id/merge',
    {
      schema: {
        operationId: 'mergeUser',
        tags,
        params: IdParams,
        body: NewMerge,
        response: { 200: UserForStaff },
      },
      config: {
        access: 'admin',
        problems: [preconditionFailed, invalidTransition, balanceNotSettled],
        checkInput: ({ params, body }) => assertOtherAccount((params as { id: string }).id, body as NewMerge),
      },
    },
    ({ call, params, body }) => mergePerson(deps, call, params.id, body),
  )
  app.delete(
    '/users/:id',
    {
      schema: { operationId: 'deleteUser', tags, params: IdParams },
      config: { access: 'admin', problems: [preconditionFailed, lastAdmin, balanceNotSettled] },
    },
    ({ call, params }) => deletePerson(deps, call, params.id),
  )
}
