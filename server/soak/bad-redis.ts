import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { percentile, type Report } from './figures.ts'
import { type Client, createClient } from './http-client.ts'
import { createRedisProcess } from './redis-process.ts'
import { adminEmail, adminPassword, jwtSecret, runService } from './service-process.ts'
import { bookOneEach, faults, repeat } from './stale-hunt.ts'
import { makeWorld, type Person } from './world.ts'

// How much longer than without Redis a request may take for Redis to be bad.
const toleranceMs = 50

type Side = {
  name: string
  client: Client
  member: Person
  booking: Booking
  reads: number[]
  writes: number[]
}

/**
 * What a bad Redis costs the one who waits: two services on one PostgreSQL, one with Redis and one without, are asked by
 * turns, each by one client, so that whatever else the machine does slows both alike.
 */
export async function measureBadRedis({ seconds }: { seconds: number }): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-bad-redis-'))
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
  const redis = createRedisProcess(dir)
  const without = {
    DATABASE_URL: postgres.url,
    JWT_SECRET: jwtSecret,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: adminPassword,
    // On, for it asks Redis too; and never reached.
    RATE_LIMIT_MAX: '1000000000',
    REDIS_URL: '',
  }
  const runs = [runService({ ...without, REDIS_URL: redis.url }), runService(without)]
  try {
    await redis.start()
    const clients: Client[] = []
    for (const run of runs) {
      const url = await run.ready()
      clients.push(createClient(() => url, 1))
    }
    const world = await makeWorld(clients[0] as Client, { spaces: 2, members: 2 })
    const bookings = await bookOneEach(clients[0] as Client, world)
    const report: Report = { figures: [], broken: [] }
    for (const [fault, happens] of Object.entries(faults)) {
      const sides = clients.map((client, index) => ({
        name: index === 0 ? 'with Redis' : 'without',
        client,
        member: world.members[index] as Person,
        booking: bookings[index] as Booking,
        reads: [],
        writes: [],
      }))
      const until = Date.now() + seconds * 1_000
      const over = repeat(() => happens(redis), until)
      while (Date.now() < until) for (const side of sides) await askOnce(side)
      await over
      note(report, fault, sides)
    }
    for (const client of clients) client.close()
    return report
  } finally {
    for (const run of runs) run.child.kill('SIGTERM')
    await Promise.all(runs.map((run) => run.exited))
    redis.resume()
    await redis.kill()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
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
      'p50 ms': percentile(ours, 0.5),
      'without, p50': percentile(theirs, 0.5),
      p99: percentile(ours, 0.99),
      'without, p99': percentile(theirs, 0.99),
      slowest: Math.round(slowest),
      'without, slowest': Math.round(base),
    })
    if (slowest > base + toleranceMs)
      report.broken.push(`${fault}: the slowest of ${kind} took ${Math.round(slowest - base)} ms more`)
  }
}
