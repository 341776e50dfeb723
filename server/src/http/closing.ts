import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    isClosing(): boolean
  }
}

/**
 * Once the service stops, every answer ends its connection: what is asked already is done and answered, and a caller
 * that would keep its connection for later does not hold up the stop.
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
