import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookiePath, isSecure } from './refresh-cookie.ts'

const name = 'device'
// Asked for only where somebody signs in; scripts cannot read it, other sites cannot send it.
const options = { httpOnly: true, sameSite: 'strict' as const }

/** What this device keeps of the accounts that have signed in on it; as the client sends it, so not to be believed. */
export const readDeviceCookie = (request: FastifyRequest): string =>
  request.cookies[name]?.slice(0, 2_000) ?? ''

export const setDeviceCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  marks: string,
  maxAgeMs: number,
): FastifyReply =>
  reply.setCookie(name, marks, {
    ...options,
    path: cookiePath(request.server),
    secure: isSecure(request),
    maxAge: Math.floor(maxAgeMs / 1000),
  })
