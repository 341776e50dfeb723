import { type FigureRow, percentileMs, type Report } from '../../testing/figures.ts'
import { createClient } from '../../testing/processes/http-client.ts'
import { makeMembersFixture } from '../../testing/processes/members-fixture.ts'
import { checkStaleness, type Findings, type Send } from '../../testing/staleness-check.ts'
import { bookOneEach, onRedisFixture } from './redis-fixture.ts'

/** In seconds. */
const longerThanARound = 15

/** Runs writers and readers on two instances that share a PostgreSQL and a Redis, under each fault of Redis for `seconds`. */
export function measureStaleness({ seconds }: { seconds: number }): Promise<Report> {
  const both = (url: string) => [{ REDIS_URL: url }, { REDIS_URL: url }]
  return onRedisFixture(both, async ({ urls, underEachFault }) => {
    const client = createClient(() => urls[0] as string, 8)
    const membersFixture = await makeMembersFixture(client, { spaces: 2, members: 4 })
    const { admin, members } = membersFixture
    const bookings = await bookOneEach(client, membersFixture)
    const fixture = { instances: urls.map(createSend), admin, members, bookings, pauseMs: 200 }
    const report: Report = { figures: [], broken: [] }
    await underEachFault(seconds, async (fault, until) => {
      const findings = await checkStaleness(fixture, () => Date.now() > until)
      report.figures.push(rowOf(fault, findings))
      for (const what of [...findings.stale, ...findings.refused]) report.broken.push(`${fault}: ${what}`)
      // Where nothing comes from the cache, nothing can be stale. In each round of a fault Redis works for five seconds.
      if ((fault === 'none' || seconds >= longerThanARound) && !findings.outcomes.has('HIT'))
        report.broken.push(`${fault}: no response came from the cache`)
    })
    client.close()
    return report
  })
}

const createSend =
  (url: string): Send =>
  async (method, path, { token, body }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = body === undefined ? { headers } : { headers, body: JSON.stringify(body) }
    const response = await fetch(`${url}/api/v1/${path}`, { method, ...init })
    const cache = response.headers.get('x-cache') ?? undefined
    return { status: response.status, body: await response.json(), cache }
  }

function rowOf(
  fault: string,
  { reads, writes, outcomes, stale, refused, readMs, writeMs }: Findings,
): FigureRow {
  const count = (outcome: string) => outcomes.get(outcome) ?? 0
  return {
    redis: fault,
    reads,
    writes,
    hit: count('HIT'),
    miss: count('MISS'),
    bypass: count('BYPASS'),
    stale: stale.length,
    refused: refused.length,
    'read p50 ms': percentileMs(readMs, 0.5),
    'read p99': percentileMs(readMs, 0.99),
    'write p50 ms': percentileMs(writeMs, 0.5),
    'write p99': percentileMs(writeMs, 0.99),
  }
}
