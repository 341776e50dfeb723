import { performance } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { percentile } from '../../testing/figures.ts'

/** Makes the requests of a load; each call of `next` may return a different request. */
export type RequestSource = {
  method?: 'GET' | 'POST' | 'PATCH'
  next: () => { path: string; headers: Record<string, string>; body?: string }
}

export type Figures = { perSecond: number; p50: number; p99: number }

type Options = {
  connections: number
  seconds: number
  expected: number
  /** Ends after this number of requests, however long they take. */
  requests?: number
}

/**
 * Sends requests over this number of connections, each as soon as the one before is answered (a closed loop). Throws when an
 * answer does not have the `expected` status: a refusal is quick, and would look like speed.
 */
export async function loadClosed(url: string, source: RequestSource, options: Options): Promise<Figures> {
  const { connections, seconds, expected, requests } = options
  const timesMs: number[] = []
  const wrong = new Map<number, number>()
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const instance = autocannon(
    {
      url,
      connections,
      ...(requests === undefined ? { duration: seconds } : { amount: requests }),
      // Errors are counted, too, because a request without an answer is in no percentile.
      timeout: 30,
      requests: [
        {
          setupRequest: (request) => {
            const { path, body, headers } = source.next()
            return { ...request, method: source.method ?? 'GET', path, headers, ...(body && { body }) }
          },
        },
      ],
    },
    (error, result) => (error ? reject(error) : resolve(result)),
  )
  const startedAt = performance.now()
  let endedAt = startedAt
  // autocannon's own histogram has whole milliseconds, and for a fixed number of requests it reports the duration in whole seconds.
  instance.on('response', (_client, status, _bytes, milliseconds) => {
    endedAt = performance.now()
    timesMs.push(milliseconds)
    if (status !== expected) wrong.set(status, (wrong.get(status) ?? 0) + 1)
  })
  const { errors } = await promise
  if (wrong.size > 0 || errors > 0)
    throw new Error(
      `${url}${source.next().path}: ${errors} errors, ${JSON.stringify([...wrong])} instead of ${expected}`,
    )
  const perSecond = (timesMs.length * 1_000) / (endedAt - startedAt)
  return { perSecond, p50: percentile(timesMs, 0.5), p99: percentile(timesMs, 0.99) }
}

/** The milliseconds until `send` resolves: the time that one person waits for one request. */
export async function timeOf(send: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await send()
  return performance.now() - startedAt
}
