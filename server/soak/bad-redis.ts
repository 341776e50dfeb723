import { percentileMs, type Report } from '../../testing/figures.ts'
import { type Client, createClient } from '../../testing/processes/http-client.ts'
import { makeWorld, type Person } from '../../testing/processes/world.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { bookOneEach, onRedisFixture } from './redis-fixture.ts'

// How much longer than without Redis a request may take for Redis to be bad.
const toleranceMs = 50

type Side = { client: Client; member: Person; booking: Booking; reads: number[]; writes: number[] }

// The rate limit is on, because it uses Redis too, but is so high that it is never reached.
const limited = { RATE_LIMIT_MAX: '1000000000' }

/**
 * What a bad Redis costs the one who waits: two services on one PostgreSQL, one with Redis and one without, are asked by
 * turns, each by one client, so that whatever else the machine does slows both alike.
 */
export function measureBadRedis({ seconds }: { seconds: number }): Promise<Report> {
  const withAndWithout = (url: string) => [
    { ...limited, REDIS_URL: url },
    { ...limited, REDIS_URL: '' },
  ]
  return onRedisFixture(withAndWithout, async ({ urls, underEachFault }) => {
    const clients = urls.map((url) => createClient(() => url, 1))
    const world = await makeWorld(clients[0] as Client, { spaces: 2, members: 2 })
    const bookings = await bookOneEach(clients[0] as Client, world)
    const report: Report = { figures: [], broken: [] }
    await underEachFault(seconds, async (fault, until) => {
      const sides = clients.map((client, index) => ({
        client,
        member: world.members[index] as Person,
        booking: bookings[index] as Booking,
        reads: [],
        writes: [],
      }))
      while (Date.now() < until) for (const side of sides) await askOnce(side)
      note(report, fault, sides)
    })
    for (const client of clients) client.close()
    return report
  })
}

async function askOnce({ client, member, booking, reads, writes }: Side): Promise<void> {
  const token = await member.token()
  const body = { title: `Renamed ${Math.random()}` }
  const write = await client.request('PATCH', `bookings/${booking.id}`, { token, body })
  writes.push(write.ms)
  for (let again = 0; again < 4; again++) {
    const read = await client.request('GET', 'bookings', { token })
    reads.push(read.ms)
    if (read.status !== 200 || write.status !== 200)
      throw new Error(`answered ${write.status} and ${read.status}`)
  }
}

function note(report: Report, fault: string, [bad, none]: Side[]): void {
  for (const kind of ['reads', 'writes'] as const) {
    const [ours, theirs] = [bad?.[kind] ?? [], none?.[kind] ?? []]
    const [slowest, base] = [Math.max(...ours), Math.max(...theirs)]
    report.figures.push({
      redis: fault,
      what: `${ours.length} ${kind}`,
      'p50 ms': percentileMs(ours, 0.5),
      'without, p50': percentileMs(theirs, 0.5),
      p99: percentileMs(ours, 0.99),
      'without, p99': percentileMs(theirs, 0.99),
      slowest: Math.round(slowest),
      'without, slowest': Math.round(base),
    })
    if (slowest > base + toleranceMs)
      report.broken.push(`${fault}: the slowest of ${kind} took ${Math.round(slowest - base)} ms more`)
  }
}
