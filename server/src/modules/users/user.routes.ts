import type { Deps } from '../../deps.ts'
import { ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { preconditionFailed } from '../../shared/problems.ts'
import { assertHasContact, createMember } from './user.front-desk.ts'
import { emailTaken, emailUnverified, lastAdmin } from './user.problems.ts'
import {
  ListedUser,
  NewMember,
  ProfileChange,
  User,
  UserChange,
  UserForStaff,
  UserQuery,
} from './user.schema.ts'
import {
  assertFewWords,
  changeableOf,
  getOwnUser,
  getVisibleUser,
  listUsers,
  updateProfile,
} from './user.service.ts'
import { assertPossibleChange, updateUser } from './user.update.ts'

const tags = ['users']
const params = IdParams
const changeableFieldsOf = (response: unknown) => changeableOf(response as UserForStaff)

export const userRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me',
    { schema: { operationId: 'getMe', tags, response: { 200: User } }, config: { access: 'member' } },
    ({ call }) => getOwnUser(deps.db, call.actor),
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
      config: {
        access: 'manager',
        etag: true,
        checkInput: ({ query }) => assertFewWords(query as UserQuery),
      },
    },
    ({ call, query }) => listUsers(deps.db, call.actor, query),
  )
  app.post(
    '/users',
    {
      schema: { operationId: 'createUser', tags, body: NewMember, response: { 201: UserForStaff } },
      config: { access: 'manager', problems: [emailTaken], checkInput: ofBody(assertHasContact) },
    },
    async ({ call, body }, reply) => reply.code(201).send(await createMember(deps, call, body)),
  )
  app.get(
    '/users/:id',
    {
      schema: { operationId: 'getUser', tags, params, response: { 200: UserForStaff } },
      config: { access: 'manager', etag: true, etagStateOf: changeableFieldsOf },
    },
    ({ call, params }) => getVisibleUser(deps.db, call.actor, params.id),
  )
  app.patch(
    '/users/:id',
    {
      schema: { operationId: 'updateUser', tags, params, body: UserChange, response: { 200: UserForStaff } },
      config: {
        access: 'manager',
        etag: true,
        etagStateOf: changeableFieldsOf,
        problems: [emailTaken, lastAdmin, emailUnverified, preconditionFailed],
        checkInput: ofBody(assertPossibleChange),
      },
    },
    ({ call, params, body }) => updateUser(deps, call, params.id, body),
  )
}
