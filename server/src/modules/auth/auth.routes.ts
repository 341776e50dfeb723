import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { readDeviceCookie, setDeviceCookie } from '../../http/device-cookie.ts'
import { headerText } from '../../http/header-text.ts'
import {
  clearRefreshCookie,
  isOfOtherOrigin,
  readRefreshCookies,
  setRefreshCookie,
} from '../../http/refresh-cookie.ts'
import { hostOf } from '../../shared/network.ts'
import { forbidden, tokenExpired, unauthenticated, userBlocked } from '../../shared/problems.ts'
import { tokenReused } from '../sessions/session.problems.ts'
import { refresh } from '../sessions/session.refresh.ts'
import { SignInResponse } from '../sessions/session.schema.ts'
import { logout } from '../sessions/session.service.ts'
import { emailTaken } from '../users/user.problems.ts'
import { addDevice, deviceTokenLifeMs, findDevice } from './auth.devices.ts'
import {
  changePassword,
  confirmPasswordReset,
  requestPasswordReset,
  requestVerificationMail,
  verifyEmail,
} from './auth.password.ts'
import { tokenInvalid } from './auth.problems.ts'
import * as schema from './auth.schema.ts'
import { login, register } from './auth.service.ts'

const tags = ['users']
/** The configuration of the routes that ignore `Authorization`: they find the user by the body, or by the cookie of a session. */
const withoutAuthorization = { access: 'public', readsAuthorization: false, rateLimit: 'asSignIn' } as const

const clientOf = (request: FastifyRequest) => ({
  userAgent: headerText(request.headers['user-agent'])?.slice(0, 300).toWellFormed() ?? null,
  ip: request.ip,
})

/** Moves the refresh token into the cookie where the client asked for the cookie. */
function moveTokenToCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  response: SignInResponse,
  byCookie: boolean,
) {
  if (!byCookie || response.refreshToken === null) return response
  setRefreshCookie(request, reply, response.refreshToken)
  return { ...response, refreshToken: null }
}

export const authRoutes = (deps: Deps) => async (app: App) => {
  const { jwtSecret, clock } = deps
  const deviceOf = (request: FastifyRequest, email: string) =>
    findDevice(jwtSecret, readDeviceCookie(request), email, clock.now())
  /** Writes the cookie of the device: from now on wrong passwords of strangers on other hosts do not delay its sign-ins to this account. */
  const rememberDevice = (request: FastifyRequest, reply: FastifyReply, email: string) =>
    setDeviceCookie(
      request,
      reply,
      addDevice(jwtSecret, readDeviceCookie(request), email, clock.now()),
      deviceTokenLifeMs,
    )

  app.post(
    '/auth/register',
    {
      schema: {
        operationId: 'register',
        tags,
        body: schema.Registration,
        response: { 201: SignInResponse },
      },
      config: { ...withoutAuthorization, problems: [emailTaken] },
    },
    async (request, reply) => {
      const signInResponse = await deps.throttle.newAccount(request.ip, () =>
        register(deps, clientOf(request), request.body),
      )
      const response = moveTokenToCookie(request, reply, signInResponse, request.body.session === 'cookie')
      rememberDevice(request, reply, request.body.email)
      return reply.code(201).send(response)
    },
  )
  app.post(
    '/auth/login',
    {
      schema: { operationId: 'login', tags, body: schema.Credentials, response: { 200: SignInResponse } },
      config: { ...withoutAuthorization, problems: [unauthenticated, userBlocked] },
    },
    async (request, reply) => {
      const { email, password } = request.body
      const attempt = { email, password, ip: request.ip, device: deviceOf(request, email) }
      const signInResponse = await deps.throttle.signIn(attempt, (queueKey) =>
        login(deps, clientOf(request), request.body, queueKey),
      )
      const response = moveTokenToCookie(request, reply, signInResponse, request.body.session === 'cookie')
      rememberDevice(request, reply, email)
      return response
    },
  )
  app.post(
    '/auth/refresh',
    {
      schema: {
        operationId: 'refresh',
        tags,
        body: schema.RefreshTokenBody,
        response: { 200: SignInResponse },
      },
      config: {
        ...withoutAuthorization,
        problems: [unauthenticated, tokenExpired, tokenReused, userBlocked, forbidden],
      },
    },
    async (request, reply) => {
      const { refreshToken } = request.body
      const [token, ...others] = [refreshToken ?? readRefreshCookies(request)].flat()
      if (token === undefined || others.length > 0) throw unauthenticated()
      const signInResponse = await refresh(deps, token)
      return moveTokenToCookie(request, reply, signInResponse, refreshToken === undefined)
    },
  )
  app.post(
    '/auth/logout',
    {
      schema: { operationId: 'logout', tags, body: schema.SignOut },
      config: { ...withoutAuthorization },
    },
    async (request, reply) => {
      // A page of another origin can neither end the session of the cookie nor remove the cookie.
      const mayUseCookie = !isOfOtherOrigin(request)
      const { refreshToken } = request.body
      const ofCookies = mayUseCookie ? readRefreshCookies(request) : []
      await logout(deps, [refreshToken ?? ofCookies].flat())
      return (mayUseCookie ? clearRefreshCookie(reply) : reply).code(204).send()
    },
  )
  app.post(
    '/auth/password-reset',
    {
      schema: {
        operationId: 'requestPasswordReset',
        tags,
        body: schema.PasswordReset,
        response: {
          202: Type.Unsafe<undefined>({
            type: 'null',
            description:
              'Mailed, if there is such an account, it is not blocked, and the limits on mails permit it',
          }),
        },
      },
      config: { ...withoutAuthorization },
    },
    async (request, reply) => {
      await deps.throttle.countMail({ email: request.body.email, ip: request.ip })
      await requestPasswordReset(deps, request.body.email)
      return reply.code(202).send(undefined)
    },
  )
  app.post(
    '/auth/password-reset/confirm',
    {
      schema: { operationId: 'confirmPasswordReset', tags, body: schema.PasswordResetConfirmation },
      config: { ...withoutAuthorization, problems: [tokenInvalid] },
    },
    async (request, reply) => {
      const email = await confirmPasswordReset(deps, request.body, hostOf(request.ip))
      rememberDevice(request, reply, email)
      return reply.code(204).send()
    },
  )
  app.post(
    '/auth/verify-email',
    {
      schema: { operationId: 'verifyEmail', tags, body: schema.EmailVerification },
      config: { ...withoutAuthorization, problems: [tokenInvalid] },
    },
    (request) => verifyEmail(deps, request.body.token),
  )
  app.post(
    '/me/verify-email',
    {
      schema: {
        operationId: 'sendVerificationAgain',
        tags,
        response: {
          202: Type.Unsafe<undefined>({
            type: 'null',
            description: 'The link is mailed once more, unless the address is verified',
          }),
        },
      },
      config: { access: 'member', ignoresIdempotencyKey: true },
    },
    async (request, reply) => {
      await requestVerificationMail(deps, request.call, request.ip)
      return reply.code(202).send(undefined)
    },
  )
  app.post(
    '/me/password',
    {
      schema: { operationId: 'changePassword', tags, body: schema.PasswordChange },
      config: { access: 'member', ignoresIdempotencyKey: true, problems: [forbidden] },
    },
    (request) => changePassword(deps, request.call, request.body),
  )
}
