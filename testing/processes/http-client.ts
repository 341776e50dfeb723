import { Agent, type IncomingMessage, request as send } from 'node:http'

/** The properties of a problem are present when the response is a problem. */
export type ClientResponse<T> = {
  status: number
  body: T & { code?: string }
  replayed: boolean
  cache: string
  ms: number
}

type RequestOptions = { token?: string; body?: unknown; key?: string }

export type Client = {
  /** Rejects with a `ConnectionError` when there is no complete response, and with a `SyntaxError` when its body is not JSON. */
  request<T = unknown>(method: string, path: string, options?: RequestOptions): Promise<ClientResponse<T>>
  close(): void
}

/** There was no response, or only a part of it. */
export class ConnectionError extends Error {
  override name = 'ConnectionError'
  readonly code: string
  readonly hasResponseBegun: boolean

  constructor(error: NodeJS.ErrnoException, hasResponseBegun: boolean) {
    super(`${error.code ?? error.message}${hasResponseBegun ? ' in the middle of a response' : ''}`)
    this.code = error.code ?? 'no response'
    this.hasResponseBegun = hasResponseBegun
  }
}

/** Sends requests to the service at `url()`, whose port may change, over keep-alive connections. */
export function createClient(url: () => string, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const request = <T>(method: string, path: string, { token, body, key }: RequestOptions = {}) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
    }
    const startedAt = performance.now()
    return new Promise<ClientResponse<T>>((resolve, reject) => {
      const fail = (hasResponseBegun: boolean) => (error: Error) =>
        reject(new ConnectionError(error, hasResponseBegun))
      const request = send(`${url()}/api/v1/${path}`, { method, agent, headers, timeout: 60_000 })
      request.on('timeout', () => request.destroy(new Error('no response within 60 s')))
      request.on('error', fail(false))
      request.on('response', (message) => {
        readAll(message)
          .then((received) => {
            const response = received ? JSON.parse(received) : null
            const replayed = message.headers['idempotency-replayed'] === 'true'
            const cache = String(message.headers['x-cache'] ?? '')
            const ms = performance.now() - startedAt
            resolve({ status: message.statusCode ?? 0, body: response, replayed, cache, ms })
          }, fail(true))
          .catch(reject)
      })
      request.end(text)
    })
  }
  return { request, close: () => agent.destroy() }
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
