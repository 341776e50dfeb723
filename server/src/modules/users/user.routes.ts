import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { preconditionFailed } from '../../shared/problems.ts'
import { emailUnverified, lastAdmin } from './user.problems.ts'
import { KnownUser, ListedUser, ProfileChange, User, UserChange, UserQuery } from './user.schema.ts'
import { changeableOf, getKnownUser, getUser, listUsers, updateProfile, updateUser } from './user.service.ts'

const tags = ['users']
const params = IdParams
const seenOf = (answer: unknown) => changeableOf(answer as KnownUser)

export const userRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me',
    { schema: { operationId: 'getMe', tags, response: { 200: User } }, config: { access: 'member' } },
    ({ call }) => getUser(deps.db, call.actor.id),
  )
  app.patch(
    '/me',
    {
      schema: { operationId: 'updateMe', tags, body: ProfileChange, response: { 200: User } },
      config: { access: 'member' },
    },
    ({ call, body }) => updateProfile(deps, call, body),
  )
  app.get(
    '/users',
    {
      schema: { operationId: 'listUsers', tags, querystring: UserQuery, response: { 200: Page(ListedUser) } },
      config: { access: 'manager', etag: true },
    },
    ({ call, query }) => listUsers(deps.db, call.actor, query),
  )
  app.get(
    '/users/:id',
    {
      schema: { operationId: 'getUser', tags, params, response: { 200: KnownUser } },
      config: { access: 'manager', etag: true, seenOf },
    },
    ({ call, params }) => getKnownUser(deps.db, call.actor, params.id),
  )
  app.patch(
    '/users/:id',
    {
      schema: { operationId: 'updateUser', tags, params, body: UserChange, response: { 200: KnownUser } },
      config: {
        access: 'admin',
        etag: true,
        seenOf,
        problems: [lastAdmin, emailUnverified, preconditionFailed],
      },
    },
    ({ call, params, body }) => updateUser(deps, call, params.id, body),
  )
}
