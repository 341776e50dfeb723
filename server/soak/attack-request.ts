import { Agent, request as openRequest } from 'node:http'

/** One request of an attacker. */
export type AttackRequest = {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })
const timeoutMs = 10_000

/** Sends the request from `localAddress`, an address of this machine. Resolves to the status, or to the reason why there is none. */
export function sendAttackRequest(
  url: string,
  { method, path, headers = {}, body }: AttackRequest,
  localAddress: string,
) {
  const startedAt = performance.now()
  return new Promise<{ status: number | string; ms: number }>((resolve) => {
    const end = (status: number | string) => resolve({ status, ms: performance.now() - startedAt })
    const request = openRequest(
      new URL(path, url),
      { method, agent, localAddress, timeout: timeoutMs, headers: { ...headers, ...lengthOf(body) } },
      (response) => {
        response.resume()
        response.once('end', () => end(response.statusCode ?? 0))
        response.once('error', () => end('broken off'))
      },
    )
    request.once('timeout', () => request.destroy())
    request.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'no response'))
    request.end(body)
  })
}

const lengthOf = (body: string | Buffer | undefined) =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
