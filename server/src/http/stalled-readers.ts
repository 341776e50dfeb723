import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { requestTimeoutMs } from './protocol-refusals.ts'

/**
 * The time after which a connection is closed whose client takes none of the bytes that wait for it, at most twice as long. It is longer
 * than the time for a request to arrive, so that a slow request gets its 408.
 */
export const stalledReaderMs = 2 * requestTimeoutMs

/**
 * Closes connections whose client does not read its response, because the response would stay in memory as long as the client likes. Node
 * itself counts each byte that the client takes as progress, and closes idle connections.
 */
export function registerStalledReaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    // With this listener Node does not close the connection.
    reply.raw.on('timeout', closeWhereBytesWait)
    done()
  })
}

/** Closes the connection of this response after a shorter time without progress, at most twice as long. */
export function endStalledResponse(reply: FastifyReply, ms: number): void {
  reply.raw.setTimeout(ms, closeWhereBytesWait)
}

/** Where no bytes wait, the service is still computing the response. A request that is injected by a test has no socket. */
function closeWhereBytesWait(socket?: Socket): void {
  if (socket && socket.writableLength > 0) socket.destroy()
}
