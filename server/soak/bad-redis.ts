import { percentileMs, type Report } from '../../testing/figures.ts'
import { type Client, createClient } from '../../testing/processes/http-client.ts'
import { makeMembersFixture, type Person } from '../../testing/processes/members-fixture.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { bookOneEach, onRedisFixture } from './redis-fixture.ts'

// The slowest request with a failing Redis may take this much longer than the slowest one without Redis.
const toleranceMs = 50

type Side = {
  client: Client
  member: Person
  booking: Booking
  reads: number[]
  writes: number[]
  hits: number
}

// The rate limit is on, because it uses Redis, too; it is so high that no client reaches it.
const limited = { RATE_LIMIT_MAX: '1000000000' }

/**
 * Measures how much longer requests take while Redis fails. Two services run on one PostgreSQL, one with Redis and one without. Each has one
 * client, and the clients send requests by turns, so that other work of this machine slows both services equally.
 */
export function measureBadRedis({ seconds }: { seconds: number }): Promise<Report> {
  const withAndWithout = (url: string) => [
    { ...limited, REDIS_URL: url },
    { ...limited, REDIS_URL: '' },
  ]
  return onRedisFixture(withAndWithout, async ({ urls, underEachFault }) => {
    const clients = urls.map((url) => createClient(() => url, 1))
    const fixture = await makeMembersFixture(clients[0] as Client, { spaces: 2, members: 2 })
    const bookings = await bookOneEach(clients[0] as Client, fixture)
    const report: Report = { figures: [], broken: [] }
    await underEachFault(seconds, async (fault, until) => {
      const sides = clients.map(
        (client, index): Side => ({
          client,
          member: fixture.members[index] as Person,
          booking: bookings[index] as Booking,
          reads: [],
          writes: [],
          hits: 0,
        }),
      )
      while (Date.now() < until) for (const side of sides) await measureRequests(side)
      addFigures(report, fault, sides)
      // A service that does not use Redis would be as fast as the one without.
      if (fault === 'none' && sides[0]?.hits === 0)
        report.broken.push(`${fault}: no response came from the cache`)
    })
    for (const client of clients) client.close()
    return report
  })
}

async function measureRequests(side: Side): Promise<void> {
  const { client, member, booking, reads, writes } = side
  const token = await member.token()
  const body = { title: `Renamed ${Math.random()}` }
  const write = await client.request('PATCH', `bookings/${booking.id}`, { token, body })
  writes.push(write.ms)
  for (let left = 4; left > 0; left--) {
    const read = await client.request('GET', 'bookings', { token })
    reads.push(read.ms)
    if (read.cache === 'HIT') side.hits++
    if (read.status !== 200 || write.status !== 200)
      throw new Error(`answered ${write.status} and ${read.status}`)
  }
}

function addFigures(report: Report, fault: string, [withRedis, withoutRedis]: Side[]): void {
  for (const kind of ['reads', 'writes'] as const) {
    const [times, baseTimes] = [withRedis?.[kind] ?? [], withoutRedis?.[kind] ?? []]
    const [slowest, base] = [Math.max(...times), Math.max(...baseTimes)]
    report.figures.push({
      redis: fault,
      what: `${times.length} ${kind}`,
      'p50 ms': percentileMs(times, 0.5),
      'without, p50': percentileMs(baseTimes, 0.5),
      p99: percentileMs(times, 0.99),
      'without, p99': percentileMs(baseTimes, 0.99),
      slowest: Math.round(slowest),
      'without, slowest': Math.round(base),
    })
    if (slowest > base + toleranceMs)
      report.broken.push(`${fault}: the slowest of the ${kind} took ${Math.round(slowest - base)} ms more`)
  }
}
