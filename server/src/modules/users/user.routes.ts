import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { emailTaken } from './user.problems.ts'
import { Credentials, ProfileChange, Registration, Session, User } from './user.schema.ts'
import { getUser, login, register, updateProfile } from './user.service.ts'

export const userRoutes = (deps: Deps) => async (app: App) => {
  app.post(
    '/auth/register',
    {
      schema: { operationId: 'register', tags: ['users'], body: Registration, response: { 201: Session } },
      config: { access: 'public', problems: [emailTaken] },
    },
    async (request, reply) => reply.code(201).send(await register(deps, request.body)),
  )
  app.post(
    '/auth/login',
    {
      schema: { operationId: 'login', tags: ['users'], body: Credentials, response: { 200: Session } },
      config: { access: 'public' },
    },
    (request) => login(deps, request.body),
  )
  app.get(
    '/me',
    {
      schema: { operationId: 'getMe', tags: ['users'], response: { 200: User } },
      config: { access: 'member' },
    },
    (request) => getUser(deps.db, request.call.actor.id),
  )
  app.patch(
    '/me',
    {
      schema: { operationId: 'updateMe', tags: ['users'], body: ProfileChange, response: { 200: User } },
      config: { access: 'member' },
    },
    (request) => updateProfile(deps, request.call, request.body),
  )
}
