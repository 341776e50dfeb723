import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'
import type { Config } from '../config.ts'
import { originOf } from '../shared/url.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The headers of every response. */
    securityHeaders: Record<string, string>
  }
}

/** Cookies, the security headers for browsers, and other origins only where `CORS_ORIGINS` names them. */
export async function registerSecurity(
  app: FastifyInstance,
  { CORS_ORIGINS, PUBLIC_URL }: Pick<Config, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
): Promise<void> {
  const isHttps = PUBLIC_URL.startsWith('https:')
  await app.register(cookie)
  const headers = headersOf({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
      },
    },
    // The service may own one path of this host, and knows nothing of the hosts below it.
    strictTransportSecurity: isHttps && { maxAge: 31_536_000, includeSubDomains: false },
  })
  app.decorate('securityHeaders', headers)
  app.addHook('onSend', (_request, reply, payload, done) => {
    // A page with a style of its own has a policy of its own, which allows that style.
    const ownPolicy = reply.getHeader('content-security-policy')
    reply.headers(headers)
    if (ownPolicy !== undefined) reply.header('content-security-policy', ownPolicy)
    done(null, payload)
  })
  if (!CORS_ORIGINS) return
  await app.register(cors, {
    origin: CORS_ORIGINS.split(',').map(originOf),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // With `strictPreflight`, the plugin would answer an OPTIONS request that is no preflight with plain text, not with a problem.
    strictPreflight: false,
    exposedHeaders: [
      ...['etag', 'idempotency-replayed', 'retry-after', 'x-cache', 'x-request-id'],
      ...['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    ],
  })
}

/** The headers that helmet sets with these options. They are equal for every response, so they are computed once. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  helmet(options)(request, response, (error) => {
    if (error) throw error
  })
  return Object.fromEntries(response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]))
}
