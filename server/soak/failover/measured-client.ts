import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../../testing/figures.ts'
import { type Client, type ClientResponse, ConnectionError } from '../../../testing/processes/http-client.ts'

/** A client that records when writes were acknowledged, and pauses before each request as people do. */
export type MeasuredClient = Client & {
  /** The moments of all acknowledged writes, in order. */
  writtenAt: number[]
  /** Counts the responses to reads; the load counts those to writes. */
  reads: Tally
}

const pauseMs = 100

export function measure(client: Client): MeasuredClient {
  const writtenAt: number[] = []
  const reads = new Tally()
  const request = async <T>(...parameters: Parameters<Client['request']>): Promise<ClientResponse<T>> => {
    const [method, path] = parameters
    await sleep(pauseMs * (0.5 + Math.random()))
    if (path.startsWith('auth/')) return untilSignedIn(() => client.request<T>(...parameters))
    const response = await client.request<T>(...parameters)
    if (method !== 'GET' && response.status < 300) writtenAt.push(performance.now())
    if (method === 'GET') reads.add(`${response.status} ${response.body.code ?? ''}`.trim())
    return response
  }
  return { ...client, request, writtenAt, reads }
}

/** Repeats the sign-in until it succeeds, because a member's token may expire in the middle of a failover. */
async function untilSignedIn<T>(signIn: () => Promise<ClientResponse<T>>): Promise<ClientResponse<T>> {
  for (;;) {
    const response = await signIn().catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) throw error
      return null
    })
    if (response && response.status !== 503) return response
    await sleep(200)
  }
}

/** The longest time in which no write was acknowledged, in milliseconds, between two moments. */
export function longestGap(writtenAt: number[], from: number, to: number): number {
  const moments = [from, ...writtenAt.filter((at) => at > from && at < to), to]
  return Math.max(...moments.slice(1).map((at, index) => at - (moments[index] ?? at)))
}
