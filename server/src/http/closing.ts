import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    isClosing(): boolean
  }
}

/**
 * When the service stops, every response closes its connection: running requests get their response, and an idle connection that a
 * client keeps open does not delay the stop.
 */
export function registerClosing(app: FastifyInstance): void {
  let closing = false
  app.decorate('isClosing', () => closing)
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
}
