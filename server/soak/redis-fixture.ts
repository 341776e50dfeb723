import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Client } from '../../testing/processes/http-client.ts'
import { interval, type MembersFixture } from '../../testing/processes/members-fixture.ts'
import { createRedisProcess, type RedisProcess } from '../../testing/processes/redis-process.ts'
import { adminSettings, runService } from '../../testing/processes/service-process.ts'
import { startEmbedded } from '../src/db/embedded/embedded.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'

/** The faults of Redis; `none` is for comparison. During a scenario, its fault is repeated all the time. */
const faults: Record<string, (redis: RedisProcess) => Promise<void>> = {
  none: async () => sleep(1_000),
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
  'killed, back with an old snapshot': async (redis) => {
    await redis.save()
    await sleep(1_000)
    await redis.kill()
    await sleep(300)
    await redis.start()
    await sleep(5_000)
    await redis.deleteSnapshot()
  },
  paused: async (redis) => {
    redis.pause()
    await sleep(1_500)
    redis.resume()
    await sleep(5_000)
  },
}

export type RedisFixture = {
  /** The URLs of the services, in the order of their settings. */
  urls: string[]
  /** Runs `work` under each fault in turn. `work` must return at its `until`, which is `seconds` after its begin. */
  underEachFault(seconds: number, work: (fault: string, until: number) => Promise<void>): Promise<void>
}

/** Starts PostgreSQL, Redis and a service with each of these settings; stops all of them after `work`. */
export async function onRedisFixture<T>(
  settingsOf: (redisUrl: string) => Record<string, string>[],
  work: (fixture: RedisFixture) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-redis-'))
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
  const redis = createRedisProcess(dir)
  const common = { ...adminSettings, DATABASE_URL: postgres.url }
  const runs = settingsOf(redis.url).map((settings) => runService({ ...common, ...settings }))
  try {
    await redis.start()
    const urls: string[] = []
    for (const run of runs) urls.push(await run.ready())
    const underEachFault: RedisFixture['underEachFault'] = async (seconds, scenario) => {
      for (const [fault, cause] of Object.entries(faults)) {
        const until = Date.now() + seconds * 1_000
        const faultsEnd = repeat(() => cause(redis), until)
        await scenario(fault, until).finally(() => faultsEnd)
      }
    }
    return await work({ urls, underEachFault })
  } finally {
    for (const run of runs) run.child.kill('SIGTERM')
    await Promise.all(runs.map((run) => run.exited))
    redis.resume()
    await redis.kill()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function repeat(work: () => Promise<void>, until: number): Promise<void> {
  while (Date.now() < until) await work()
}

/** Makes a booking for each member, each at another time. */
export async function bookOneEach(client: Client, fixture: MembersFixture): Promise<Booking[]> {
  const booked = fixture.members.map(async (member, index) => {
    const body = { spaceId: fixture.spaceIds[index % fixture.spaceIds.length], ...interval(index * 60, 60) }
    const response = await client.request<Booking>('POST', 'bookings', { token: await member.token(), body })
    if (response.status !== 201) throw new Error(`a booking was answered ${response.status}`)
    return response.body
  })
  return Promise.all(booked)
}
