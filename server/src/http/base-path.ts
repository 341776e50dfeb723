import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { readableUrl } from './request-log.ts'

/**
 * Routes are found without the base path (`/coworking`). A proxy may keep it in the URL or remove it, so every route responds with and
 * without it. No header of a request names it: only `PUBLIC_URL` does. A client that takes the service for a proxy sends the whole URL
 * (`GET http://host/coworking/healthz`).
 */
export const rewriteUrlUnder =
  (basePath: string) =>
  (request: IncomingMessage): string => {
    const url = readableUrl(request).replace(/^https?:\/\/[^/?]*\/?/i, '/')
    if (basePath === '' || !url.startsWith(basePath)) return url
    const rest = url.slice(basePath.length)
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
    return rest.startsWith('/') ? rest : url
  }

/** Plugins and routes write redirects without the base path; this hook adds it. */
export function registerBasePath(app: FastifyInstance): void {
  const { basePath } = app
  if (basePath === '') return
  app.addHook('onSend', (_request, reply, payload, done) => {
    const to = reply.getHeader('location')
    if (typeof to === 'string' && /^\/(?!\/)/.test(to)) reply.header('location', `${basePath}${to}`)
    done(null, payload)
  })
}
