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
 * The cookie's token, if there is one. None where there are two cookies of this name: a neighbouring host of the same domain can add a
 * cookie to a request, and the user would be signed in as somebody else. Raises `forbidden` where the request comes from a page of another
 * origin.
 */
export function readRefreshCookie(request: FastifyRequest): string | undefined {
  const token = request.cookies[name]
  const found = request.headers.cookie?.split(';').filter((cookie) => cookie.trim().startsWith(`${name}=`))
  if (token === undefined || found?.length !== 1) return undefined
  if (isOfOtherOrigin(request))
    throw forbidden({ en: 'Not from another origin', ru: 'Запрос с другого сайта не принимается' })
  return token
}
