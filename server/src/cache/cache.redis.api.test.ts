import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { untilCached } from '../../../testing/cache.ts'
import {
  at,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  type Person,
} from '../../../testing/factories.ts'
import { startBeside, startTestService, type TestService } from '../../../testing/harness.ts'
import { createRedisProcess, type RedisProcess } from '../../../testing/processes/redis-process.ts'
import { checkStaleness, type Send } from '../../../testing/staleness-check.ts'

// The global setup starts a redis-server where this machine has one.
describe.skipIf(inject('redisUrl') === null)('two instances that share a Redis', () => {
  let dir: string
  let redis: RedisProcess
  let first: TestService
  let second: TestService
  let admin: Person
  let members: Person[]
  let bookings: Created[]

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'coworking-redis-'))
    redis = createRedisProcess(dir)
    // Redis is not there yet: the service starts and works without it.
    first = await startTestService({ REDIS_URL: redis.url })
    second = await startBeside(first, { REDIS_URL: redis.url })
    const { admin: made, space } = await makeCoworking(first)
    admin = made
    members = [await makeMember(first, admin), await makeMember(first, admin)]
    bookings = await Promise.all(
      members.map((member, index) =>
        makeBooking(first, member, {
          spaceId: space.id,
          ...at('2026-12-02', `1${index}:00`, `1${index + 1}:00`),
        }),
      ),
    )
  })
  afterAll(async () => {
    redis.resume()
    await redis.kill()
    await second.stop()
    await first.stop()
    await rm(dir, { recursive: true, maxRetries: 10 })
  })

  const createSend =
    (service: TestService): Send =>
    async (method, path, { token, body }) => {
      const { status, headers, body: responseBody } = await service.request(method, path, { token, body })
      return { status, body: responseBody, cache: headers['x-cache'] as string | undefined }
    }

  /** Renames and reads until `writes` renames are done and `meanwhile` has ended. */
  async function checkFor(writes: number, meanwhile: () => Promise<void> = async () => {}) {
    let done = false
    const meanwhileEnds = meanwhile().then(() => {
      done = true
    })
    let acknowledged = 0
    const counting =
      (send: Send): Send =>
      async (method, ...rest) => {
        const response = await send(method, ...rest)
        if (method === 'PATCH') acknowledged += 1
        return response
      }
    const instances = [createSend(first), createSend(second)].map(counting)
    const clients = members.map(({ id, token }) => ({ id, token: async () => token }))
    const administrator = { id: admin.id, token: async () => admin.token }
    const fixture = {
      instances,
      admin: administrator,
      members: clients,
      bookings: bookings as never[],
      pauseMs: 20,
    }
    const findings = await checkStaleness(fixture, () => done && acknowledged >= writes)
    await meanwhileEnds
    expect([findings.stale, findings.refused]).toEqual([[], []])
    return findings
  }

  const list = 'bookings?limit=1000'
  const untilBothCache = async () => {
    await untilCached(first, list, admin.token)
    await untilCached(second, list, admin.token)
  }
  /** Waits until neither instance relies on Redis. */
  const bothBypass = () =>
    vi.waitFor(async () => {
      for (const service of [first, second]) {
        const { headers } = await service.request('GET', list, { token: admin.token })
        expect(headers['x-cache']).toBe('BYPASS')
      }
    }, 10_000)

  it('respond without the cache while Redis is away at their start, and from the cache when it is there', async () => {
    await bothBypass()
    await redis.start()
    await untilBothCache()
  })

  it('see each other’s writes at once, and store responses for each other', async () => {
    const findings = await checkFor(100)
    expect(findings.outcomes.get('HIT')).toBeGreaterThan(0)
  })

  it('see each other’s writes while Redis is flushed', async () => {
    await untilBothCache()
    await checkFor(60, () => redis.flush())
  })

  it('see each other’s writes while Redis is killed, and when it comes back with an earlier snapshot', async () => {
    await untilBothCache()
    await redis.save()
    await checkFor(60, async () => {
      await redis.kill()
      await bothBypass()
      await redis.start()
    })
    await untilBothCache()
    await checkFor(30)
    await redis.deleteSnapshot()
  })

  it('see each other’s writes while Redis hangs: accepts commands and never responds', async () => {
    await untilBothCache()
    await checkFor(60, async () => {
      redis.pause()
      await bothBypass()
      redis.resume()
    })
    await untilBothCache()
    await checkFor(30)
  })
})
