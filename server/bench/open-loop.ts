import { Agent, request as send } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../../testing/figures.ts'
import type { Ask, Figures } from './load.ts'

/**
 * Sends requests at a fixed rate, whether or not the earlier ones are answered. Each is timed from the moment when it should have
 * been sent, so a service that stalls for a second shows in every request of that second. (autocannon sends the requests of a rate
 * at the beginning of every second, and its correction assumes an interval of a millisecond for any rate.)
 */
export async function loadOpen(
  url: string,
  ask: Ask,
  { rate, seconds, expected }: { rate: number; seconds: number; expected: number },
): Promise<Figures> {
  // Closes an idle connection before the service does; otherwise a request is now and then sent on a connection that is being closed.
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000, timeout: 30_000 })
  const taken: number[] = []
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
        one(agent, url, ask).then(
          (status) => {
            if (status === expected) taken.push(performance.now() - intended)
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
    throw new Error(`${url}${ask.next().path}: ${failed.length} failed, first ${failed[0]}`)
  return { perSecond: rate, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) }
}

function one(agent: Agent, url: string, ask: Ask): Promise<number> {
  return new Promise((resolve, reject) => {
    const { path, headers, body } = ask.next()
    const asked = send(`${url}${path}`, { method: ask.method ?? 'GET', agent, headers }, (answer) => {
      answer.on('end', () => resolve(answer.statusCode ?? 0)).on('error', reject)
      answer.resume()
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
