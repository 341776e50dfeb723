import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  onRequestHookHandler,
  RawServerDefault,
} from 'fastify'
import type { Language } from '../shared/language.ts'

/** The Fastify instance that every routes file gets: schemas give the types of requests. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyInstance {
    publicUrl: string
    /** The path of `publicUrl`: empty, or for example `/coworking`. Every path of this service in a response begins with it. */
    basePath: string
  }
  interface FastifyRequest {
    language: Language
  }
}

/** Makes a hook of a check that throws. A promise for each hook and request would cost more than the checks. */
export const synchronous =
  (check: (request: FastifyRequest) => void): onRequestHookHandler =>
  (request, _reply, done) => {
    try {
      check(request)
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
