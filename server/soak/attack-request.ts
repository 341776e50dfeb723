import { Agent, request as send } from 'node:http'

/** One request of an attacker. */
export type AttackRequest = {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })
const patienceMs = 10_000

/** The status, or why there is none, and after how long. Sent from that address of this machine. */
export function ask(url: string, { method, path, headers = {}, body }: AttackRequest, localAddress: string) {
  const startedAt = performance.now()
  return new Promise<{ status: number | string; ms: number }>((resolve) => {
    const end = (status: number | string) => resolve({ status, ms: performance.now() - startedAt })
    const asked = send(
      new URL(path, url),
      { method, agent, localAddress, timeout: patienceMs, headers: { ...headers, ...lengthOf(body) } },
      (answer) => {
        answer.resume()
        answer.once('end', () => end(answer.statusCode ?? 0))
        answer.once('error', () => end('broken off'))
      },
    )
    asked.once('timeout', () => asked.destroy())
    asked.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'no answer'))
    asked.end(body)
  })
}

const lengthOf = (body: string | Buffer | undefined) =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
