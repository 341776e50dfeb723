import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { type Line, percentile, type Report } from './figures.ts'
import { createClient } from './http-client.ts'
import { type Ask, type Bag, hunt } from './hunt.ts'
import { createRedisProcess, type RedisProcess } from './redis-process.ts'
import { adminEmail, adminPassword, jwtSecret, runService } from './service-process.ts'
import { interval, makeWorld, type World } from './world.ts'

/** What happens to Redis, over and over. */
export const faults: Record<string, (redis: RedisProcess) => Promise<void>> = {
  calm: async () => sleep(1_000),
  flushed: async (redis) => {
    await sleep(500)
    await redis.flush()
  },
  'killed, back empty': async (redis) => {
    await redis.kill()
    await sleep(1_000)
    await redis.start()
    await sleep(5_000)
  },
  'killed, back with a snapshot of before': async (redis) => {
    await redis.save()
    await sleep(1_000)
    await redis.kill()
    await sleep(300)
    await redis.start()
    await sleep(5_000)
    await redis.forgetSaved()
  },
  paused: async (redis) => {
    redis.pause()
    await sleep(1_500)
    redis.resume()
    await sleep(5_000)
  },
}

/** Writers and readers on two instances that share a PostgreSQL and a Redis: so many seconds for each fault of Redis. */
export async function huntStale({ seconds }: { seconds: number }): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-stale-'))
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
  const redis = createRedisProcess(dir)
  const settings = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_SECRET: jwtSecret,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: adminPassword,
  }
  const runs = [runService(settings), runService(settings)]
  try {
    await redis.start()
    const urls: string[] = []
    for (const run of runs) urls.push(await run.ready())
    const client = createClient(() => urls[0] as string, 8)
    const world = await makeWorld(client, { spaces: 2, members: 4 })
    const bookings = await bookOneEach(client, world)
    const ground = {
      instances: urls.map(asking),
      admin: world.admin,
      members: world.members,
      bookings,
      pauseMs: 200,
    }
    const report: Report = { figures: [], broken: [] }
    for (const [fault, happens] of Object.entries(faults)) {
      const until = Date.now() + seconds * 1_000
      const over = repeat(() => happens(redis), until)
      const bag = await hunt(ground, () => Date.now() > until)
      await over
      report.figures.push(lineOf(fault, bag))
      for (const what of [...bag.stale, ...bag.refused]) report.broken.push(`${fault}: ${what}`)
    }
    client.close()
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

export async function repeat(work: () => Promise<void>, until: number): Promise<void> {
  while (Date.now() < until) await work()
}

export async function bookOneEach(client: ReturnType<typeof createClient>, world: World): Promise<Booking[]> {
  const booked = world.members.map(async (member, index) => {
    const body = { spaceId: world.spaceIds[index % world.spaceIds.length], ...interval(index * 60, 60) }
    const answer = await client.request<Booking>('POST', 'bookings', { token: await member.token(), body })
    if (answer.status !== 201) throw new Error(`a booking was answered ${answer.status}`)
    return answer.body
  })
  return Promise.all(booked)
}

const asking =
  (url: string): Ask =>
  async (method, path, { token, body }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const asked = body === undefined ? { headers } : { headers, body: JSON.stringify(body) }
    const answer = await fetch(`${url}/api/v1/${path}`, { method, ...asked })
    const cache = answer.headers.get('x-cache') ?? undefined
    return { status: answer.status, body: await answer.json(), cache }
  }

function lineOf(fault: string, { reads, writes, outcomes, stale, refused, readMs, writeMs }: Bag): Line {
  const count = (outcome: string) => outcomes.get(outcome) ?? 0
  return {
    ...{ redis: fault, reads, writes, hit: count('HIT'), miss: count('MISS'), bypass: count('BYPASS') },
    ...{ stale: stale.length, refused: refused.length },
    ...{ 'read p50 ms': percentile(readMs, 0.5), 'read p99': percentile(readMs, 0.99) },
    ...{ 'write p50 ms': percentile(writeMs, 0.5), 'write p99': percentile(writeMs, 0.99) },
  }
}
