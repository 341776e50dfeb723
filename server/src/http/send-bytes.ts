import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'

/**
 * Sends finished bytes without Fastify's own sending, which costs more than the rest of such a request: no serialiser runs, and no
 * hook before sending. This function adds what those hooks would have added; the request is logged like any other.
 */
export function sendBytes(
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
