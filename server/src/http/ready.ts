import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'

/**
 * Sends bytes that are ready, past Fastify's way of sending, which costs more than all else of such a request: no
 * serialiser, no hook before it is sent. What these would have added is added here; the request is logged like any other.
 */
export function sendReady(
  reply: FastifyReply,
  { status, headers, body }: { status: number; headers: OutgoingHttpHeaders; body: Buffer | null },
): FastifyReply {
  const { raw, server } = reply
  const before = reply.getHeaders() as OutgoingHttpHeaders
  reply.hijack()
  raw.writeHead(status, {
    ...server.securityHeaders,
    ...before,
    ...headers,
    ...(server.isClosing() && { connection: 'close' }),
  })
  raw.end(body)
  return reply
}
