import { Agent, request as send } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../../testing/figures.ts'
import type { Figures, RequestSource } from './load.ts'

/**
 * Sends requests at a fixed rate, whether or not the earlier ones are answered. Each is timed from the moment when it should have
 * been sent, so a service that stalls for a second shows in every request of that second. (autocannon sends the requests of a rate
 * at the beginning of every second, and its correction assumes an interval of a millisecond for any rate.)
 */
export async function loadOpen(
  url: string,
  source: RequestSource,
  { rate, seconds, expected }: { rate: number; seconds: number; expected: number },
): Promise<Figures> {
  // Closes an idle connection before the service does; otherwise a request is now and then sent on a connection that is being closed.
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000, timeout: 30_000 })
  const timesMs: number[] = []
  const failed: string[] = []
  const startedAt = performance.now()
  const total = Math.floor(rate * seconds)
  const running: Promise<void>[] = []
  for (let sent = 0; sent < total; ) {
    // The first request is due at once.
    const due = Math.min(total, 1 + Math.floor(((performance.now() - startedAt) / 1000) * rate))
    for (; sent < due; sent++) {
      const intended = startedAt + (sent * 1000) / rate
      running.push(
        sendOne(agent, url, source).then(
          (status) => {
            if (status === expected) timesMs.push(performance.now() - intended)
            else failed.push(String(status))
          },
          (error: Error) => void failed.push(error.message),
        ),
      )
    }
    await sleep(1)
  }
  await Promise.all(running)
  agent.destroy()
  if (failed.length > 0)
    throw new Error(`${url}${source.next().path}: ${failed.length} failed, first ${failed[0]}`)
  return { perSecond: rate, p50: percentile(timesMs, 0.5), p99: percentile(timesMs, 0.99) }
}

function sendOne(agent: Agent, url: string, source: RequestSource): Promise<number> {
  return new Promise((resolve, reject) => {
    const { path, headers, body } = source.next()
    const request = send(`${url}${path}`, { method: source.method ?? 'GET', agent, headers }, (response) => {
      response.on('end', () => resolve(response.statusCode ?? 0)).on('error', reject)
      response.resume()
    })
    request.on('error', reject)
    request.end(body)
  })
}
