import type { FastifyReply, FastifyRequest } from 'fastify'
import { forbidden } from '../shared/problems.ts'
import { originOf } from '../shared/url.ts'

const name = 'refresh_token'
// The cookie is sent only to the path where it is exchanged; scripts cannot read it, other sites cannot send it.
const options = { httpOnly: true, sameSite: 'strict' as const }

/** The path of cookies. It has the base path, because browsers see the path that a proxy may remove. */
export const cookiePath = ({ basePath }: { basePath: string }): string => `${basePath}/api/v1/auth`

export const setRefreshCookie = (request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply =>
  reply.setCookie(name, token, {
    ...options,
    path: cookiePath(request.server),
    secure: isSecure(request),
    maxAge: 30 * 86_400,
  })

// Behind a proxy that ends TLS the request itself has no TLS; then PUBLIC_URL, the address that browsers use, decides.
export const isSecure = ({ protocol, server }: FastifyRequest): boolean =>
  protocol === 'https' || server.publicUrl.startsWith('https:')

export const clearRefreshCookie = (reply: FastifyReply): FastifyReply =>
  reply.clearCookie(name, { ...options, path: cookiePath(reply.server) })

/** Whether the request comes from a page of another origin. */
export function isOfOtherOrigin({ headers, server, protocol, host }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  const own = [originOf(server.publicUrl), `${protocol}://${host}`]
  return site === undefined ? origin !== undefined && !own.includes(origin) : site !== 'same-origin'
}

/**
 * The different tokens of the cookies of this name. A neighbouring host of the same domain can add one, so whoever wants to know the user must not
 * take the first of several; a cookie that such a host has set while there is no other is not recognised. Raises `forbidden` where the request comes from a page of another origin.
 */
export function readRefreshCookies(request: FastifyRequest): string[] {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
  const tokens = cookies
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .map((cookie) => cookie.slice(name.length + 1))
  if (tokens.length > 0 && isOfOtherOrigin(request))
    throw forbidden({ en: 'Not from another origin', ru: 'Запрос с другого сайта не принимается' })
  return [...new Set(tokens)]
}
