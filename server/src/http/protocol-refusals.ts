import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Problem } from '../shared/problem.ts'
import {
  expectationFailed,
  headersTooLarge,
  malformedRequest,
  notFound,
  payloadTooLarge,
  requestTimeout,
  uriTooLong,
} from '../shared/problems.ts'
import { languageOf } from './accept.ts'
import { problemBody } from './problems.ts'

// Node would respond to these requests without a body or in plain text, and Fastify in its own JSON: here they become problems like
// all others. Refused requests get the response of a hook (`registerProtocolRefusals`); bytes that never become a request get a response on
// the connection.

/** The time in which a request must have arrived completely. */
export const requestTimeoutMs = 30_000

/**
 * Node's options: a missing `Host` is left to this service. Node would give the headers a minute, and then apply the longer of the two
 * times to the whole request; and it would look for slow requests only every half minute.
 */
export const nodeOptions = {
  requireHostHeader: false,
  headersTimeout: requestTimeoutMs,
  connectionsCheckingInterval: 1_000,
}

/** Refuses the requests that Node would refuse before a route sees them. */
export function registerProtocolRefusals(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request)
    if (refusal?.type === malformedRequest) reply.header('connection', 'close')
    done(refusal)
  })
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    app.routing(request, response),
  )
  // Without a listener Node would close the connection without a response.
  app.server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {})
    respondOn(app, socket, notFound(), request.headers['accept-language'])
  })
}

// A host and a port, without a check of their parts: the service does not use them.
const isHost = /^[^\s/?#@\\]*$/

/** RFC 9112, 3.2: a request of HTTP/1.1 has one valid `Host`. RFC 9110, 10.1.1: the only defined expectation is `100-continue`. */
function refusalOf({ headers, raw }: FastifyRequest): Problem | undefined {
  if (raw.httpVersion !== '1.1') return undefined
  if (headers.host === undefined)
    return malformedRequest({ en: 'The Host header is missing', ru: 'Нет заголовка Host' })
  // Node keeps the first one only; a proxy may go by the last one.
  const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length
  if (hosts > 1 || !isHost.test(headers.host))
    return malformedRequest({
      en: 'The Host header must occur once, with a host and perhaps a port',
      ru: 'Заголовок Host должен быть один и состоять из хоста и, возможно, порта',
    })
  const { expect } = headers
  return expect === undefined || /^100-continue$/i.test(expect) ? undefined : expectationFailed()
}

type ClientError = Error & { code?: string; rawPacket?: unknown }
type Connection = Duplex & { _httpMessage?: ServerResponse | null }

/**
 * Responds to bytes that are not HTTP, to a head that is too large, or to a request that is too slow, and closes the connection.
 */
export function refuseConnection(app: FastifyInstance, error: ClientError, socket: Connection): void {
  // The response was sent already; the further bytes belong to the refused request.
  if (socket.writableEnded) return
  // A response that has begun cannot be replaced by a problem.
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent)
    return void socket.destroy(error)
  // The last bytes that have arrived: where the head came in several pieces, its first line is not among them.
  const { rawPacket } = error
  const head = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : ''
  const [, acceptLanguage] = /^accept-language:[ \t]*([^\r\n]*)/im.exec(head) ?? []
  respondOn(app, socket, problemOf(error, head), acceptLanguage)
}

const maxUrlLength = 8_000

function problemOf({ code }: ClientError, head: string): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout()
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return payloadTooLarge()
  if (code !== 'HPE_HEADER_OVERFLOW') return malformedRequest()
  const [, url = ''] = /^[A-Z]+ (\S*)/.exec(head) ?? []
  return url.length > maxUrlLength ? uriTooLong() : headersTooLarge()
}

// Long enough for the response to arrive before the connection is closed.
const lingerMs = 1_000

function respondOn(
  app: FastifyInstance,
  socket: Duplex,
  problem: Problem,
  acceptLanguage: string | undefined,
): void {
  const { status, code } = problem.type
  const id = randomUUID()
  const language = languageOf(acceptLanguage)
  const body = Buffer.from(JSON.stringify(problemBody(problem, { id, language, publicUrl: app.publicUrl })))
  const headers = {
    ...app.securityHeaders,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': body.length,
    'x-request-id': id,
    date: new Date().toUTCString(),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  app.log.info(
    { requestId: id, status, code },
    'a connection was refused: its bytes are not a request that the service serves',
  )
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`, 'latin1')
  socket.end(body)
  setTimeout(() => socket.destroy(), lingerMs).unref()
}
