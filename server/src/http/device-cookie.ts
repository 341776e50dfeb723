import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookiePath, isSecure } from './refresh-cookie.ts'

const name = 'device'
// The cookie is read only where somebody signs in, registers, or sets a password by a mailed link; scripts cannot read it, other sites cannot send it.
const options = { httpOnly: true, sameSite: 'strict' as const }

/**
 * The signed tokens of this device, one for each account that has signed in on it (auth.devices.ts), as the client sends them; their
 * signatures are not verified yet.
 */
export const readDeviceCookie = (request: FastifyRequest): string =>
  request.cookies[name]?.slice(0, 2_000) ?? ''

export const setDeviceCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: string,
  maxAgeMs: number,
): FastifyReply =>
  reply.setCookie(name, tokens, {
    ...options,
    path: cookiePath(request.server),
    secure: isSecure(request),
    maxAge: Math.floor(maxAgeMs / 1000),
  })
