import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

/** Cookies, the headers that browsers want told, and other origins only where `CORS_ORIGINS` names them. */
export async function registerSecurity(
  app: FastifyInstance,
  { CORS_ORIGINS, PUBLIC_URL }: Pick<Config, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
): Promise<void> {
  const isHttps = PUBLIC_URL.startsWith('https:')
  await app.register(cookie)
  await app.register(helmet, {
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
    strictTransportSecurity: isHttps && { maxAge: 31_536_000 },
  })
  if (!CORS_ORIGINS) return
  await app.register(cors, {
    origin: CORS_ORIGINS.split(','),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['etag', 'idempotency-replayed', 'retry-after', 'x-cache', 'x-request-id'],
  })
}
