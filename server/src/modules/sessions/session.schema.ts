import Type, { type Static } from 'typebox'
import { Instant, Named, Nullable, pageQuery, Strict, Uuid } from '../../http/schema.ts'
import { User } from '../users/user.schema.ts'

/** The response to a sign-in or a refresh. */
export const SignInResponse = Named('SignInResponse', {
  accessToken: Type.String(),
  tokenType: Type.Literal('Bearer'),
  expiresIn: Type.Integer({ description: 'Seconds' }),
  refreshToken: Nullable(Type.String()),
  user: User,
})

export const Session = Named('Session', {
  id: Uuid,
  userAgent: Nullable(Type.String()),
  address: Nullable(Type.String({ description: 'The IP address' })),
  createdAt: Instant,
  lastUsedAt: Instant,
  current: Type.Boolean(),
})
export const SessionQuery = Strict(pageQuery)

export type SignInResponse = Static<typeof SignInResponse>
export type Session = Static<typeof Session>
export type SessionQuery = Static<typeof SessionQuery>
