import { performance } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { percentile } from '../../testing/figures.ts'

/** One request; the next may be another. */
export type Ask = {
  method?: 'GET' | 'POST' | 'PATCH'
  next: () => { path: string; headers: Record<string, string>; body?: string }
}

export type Figures = { perSecond: number; p50: number; p99: number }

type Options = {
  connections: number
  seconds: number
  expected: number
  /** Ends after so many requests, however long they take. */
  requests?: number
}

/**
 * As fast as they are answered, over so many connections (a closed loop). Throws when an answer has another status than
 * `expected`: a refusal is quick, and would look like speed.
 */
export async function loadClosed(url: string, ask: Ask, options: Options): Promise<Figures> {
  const { connections, seconds, expected, requests } = options
  const taken: number[] = []
  const wrong = new Map<number, number>()
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const instance = autocannon(
    {
      url,
      connections,
      ...(requests === undefined ? { duration: seconds } : { amount: requests }),
      // Its errors are counted, too: an answer that never came is in no percentile.
      timeout: 30,
      requests: [
        {
          setupRequest: (request) => {
            const { path, body, headers } = ask.next()
            return { ...request, method: ask.method ?? 'GET', path, headers, ...(body && { body }) }
          },
        },
      ],
    },
    (error, result) => (error ? reject(error) : resolve(result)),
  )
  const startedAt = performance.now()
  let endedAt = startedAt
  // autocannon's own histogram is in whole milliseconds, and after an amount of requests it says a duration of whole seconds.
  instance.on('response', (_client, status, _bytes, milliseconds) => {
    endedAt = performance.now()
    taken.push(milliseconds)
    if (status !== expected) wrong.set(status, (wrong.get(status) ?? 0) + 1)
  })
  const { errors } = await promise
  if (wrong.size > 0 || errors > 0)
    throw new Error(
      `${url}${ask.next().path}: ${errors} errors, ${JSON.stringify([...wrong])} instead of ${expected}`,
    )
  const perSecond = (taken.length * 1_000) / (endedAt - startedAt)
  return { perSecond, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) }
}

/** One after another over one connection: what one person waits. */
export async function timeOf(send: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await send()
  return performance.now() - startedAt
}
