import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { untilCached } from '../../../testing/cache.ts'
import { makeCoworking, type Person, password } from '../../../testing/factories.ts'
import { startBeside, startTestService, type TestService } from '../../../testing/harness.ts'
import { createRedisProcess, type RedisProcess } from '../../../testing/processes/redis-process.ts'
import type { KeyKind, Redis } from './redis.ts'

const list = 'spaces?limit=1000'
const open = (url: string) => createClient({ url }).connect()

// The global setup starts a redis-server where this machine has one.
describe.skipIf(inject('redisUrl') === null)('two coworkings that share a Redis', () => {
  let dir: string
  let process: RedisProcess
  let client: Awaited<ReturnType<typeof open>>
  let first: TestService
  let otherInstance: TestService
  let second: TestService
  let admins: Person[]

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'coworking-keys-'))
    process = createRedisProcess(dir)
    await process.start()
    client = await open(process.url)
    const settings = { REDIS_URL: process.url, RATE_LIMIT_MAX: '10000' }
    first = await startTestService(settings)
    otherInstance = await startBeside(first, settings)
    second = await startTestService(settings)
    const coworkings = [await makeCoworking(first), await makeCoworking(second)]
    admins = coworkings.map(({ admin }) => admin)
  })
  afterAll(async () => {
    client.destroy()
    for (const service of [first, otherInstance, second]) await service.stop()
    await process.kill()
    await rm(dir, { recursive: true, maxRetries: 10 })
  })

  const signIn = (service: TestService, email: string, secret: string) =>
    service.request('POST', 'auth/login', { body: { email, password: secret } })
  const redisOf = ({ deps }: TestService): Redis => {
    if (!deps.redis) throw new Error('no Redis')
    return deps.redis
  }
  const prefixOf = (service: TestService): string =>
    redisOf(service).keyOf('token', '').slice(0, -'token:'.length)
  const kindOf = (key: string): string => /^\{coworking:[\w-]+\}:(\w+):/.exec(key)?.[1] ?? `none: ${key}`

  /** Uses every function of the service that needs Redis. */
  async function useAll(service: TestService): Promise<void> {
    await untilCached(service, list)
    await signIn(service, 'nobody@example.com', 'a wrong guess')
    await service.request('POST', 'auth/password-reset', { body: { email: 'nobody@example.com' } })
  }

  it('put the identity of their own database into every key', async () => {
    await useAll(first)
    await useAll(second)
    const keys = await client.keys('*')
    for (const service of [first, second]) {
      const keysOfService = keys.filter((key) => key.startsWith(prefixOf(service)))
      expect(new Set(keysOfService.map(kindOf))).toEqual(new Set<KeyKind>(['token', 'response', 'limit']))
    }
    const known = [first, second].map(prefixOf)
    expect(keys.filter((key) => !known.some((prefix) => key.startsWith(prefix)))).toEqual([])
    expect(known[0]).not.toBe(known[1])
    expect(redisOf(otherInstance).keyOf('response', 'x')).toBe(redisOf(first).keyOf('response', 'x'))
  })

  it('do not count each other’s sign-ins', async () => {
    const [emailOfFirst, emailOfSecond] = [admins[0]?.email ?? '', admins[1]?.email ?? '']
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await signIn(first, emailOfSecond, 'a wrong guess')).status).toBe(401)
    expect((await signIn(otherInstance, emailOfSecond, 'a wrong guess')).status).toBe(429)
    expect((await signIn(first, emailOfFirst, password)).status).toBe(200)
    expect((await signIn(second, emailOfSecond, password)).status).toBe(200)
  })

  type Fill = (key: string) => Promise<unknown>
  const fills: [string, Fill][] = [
    ['text', (key) => client.set(key, 'garbage')],
    ['nothing', (key) => client.set(key, '')],
    ['bytes', (key) => client.set(key, Buffer.from([0xff, 0xfe, 0, 10, 0x80]))],
    ['a number', (key) => client.set(key, '999999')],
    ["a limiter's count without expiry", (key) => client.set(key, '999999 0')],
    [
      "a limiter's count that allows no attempt for a very long time",
      (key) => client.set(key, `999999 ${8e15}`, { PX: 60_000 }),
    ],
    [
      'a stored response without its body',
      (key) => client.set(key, '{"etag":"\\"x\\"","changesAt":null,"expiresAt":9e15}\n{}'),
    ],
    ['a list', (key) => client.rPush(key, 'x')],
    ['a set', (key) => client.sAdd(key, 'x')],
    ['a sorted set', (key) => client.zAdd(key, { score: 1, value: 'x' })],
    ['a hash', (key) => client.hSet(key, 'x', 'y')],
    ['a stream', (key) => client.xAdd(key, '*', { x: 'y' })],
  ]

  it.each(fills)('ignore %s under their keys, and still rely on Redis', async (_, fill) => {
    await useAll(first)
    const expected = (await first.request('GET', list)).text
    const [before, secondBefore] = [redisOf(first).outages(), redisOf(otherInstance).outages()]
    const keys = (await client.keys('*')).filter((key) => key.startsWith(prefixOf(first)))
    expect(new Set(keys.map(kindOf))).toEqual(new Set<KeyKind>(['token', 'response', 'limit']))
    for (const key of keys) {
      await client.del(key)
      await fill(key)
    }
    for (const service of [first, otherInstance]) {
      expect((await service.request('GET', list)).text).toBe(expected)
      expect((await signIn(service, admins[0]?.email ?? '', password)).status).toBe(200)
      expect((await signIn(service, 'nobody@example.com', 'a wrong guess')).status).toBe(401)
    }
    await untilCached(first, list)
    await untilCached(otherInstance, list)
    expect([redisOf(first).isUp(), redisOf(otherInstance).isUp()]).toEqual([true, true])
    expect([redisOf(first).outages(), redisOf(otherInstance).outages()]).toEqual([before, secondBefore])
  })

  it('ignore a stored response that was altered under its key', async () => {
    const cachedKeys = async () => (await client.keys('*')).filter((key) => kindOf(key) === 'response')
    for (const key of await cachedKeys()) await client.del(key)
    const path = 'spaces?limit=999'
    const expected = await first.request('GET', path)
    await untilCached(first, path)
    const keysAfter = await cachedKeys()
    expect(keysAfter.length).toBeGreaterThan(0)
    for (const key of keysAfter) {
      const packed = await client.get(key)
      expect(packed).toContain('"items"')
      await client.set(key, `${packed?.replace('"items"', '"forged"')}`, { PX: 10_000 })
    }
    expect((await otherInstance.request('GET', path)).text).toBe(expected.text)
  })
})
