import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { pino } from 'pino'
import { expect, inject, it } from 'vitest'
import { createRedisProcess } from '../../../testing/processes/redis-process.ts'
import { connectRedis } from './redis.ts'

const url = inject('redisUrl') ?? ''

it.skipIf(url === '')(
  'the service relies on Redis again after the connection was lost and made again while a listener of `beforeUp` still ran for the former one',
  async () => {
    const log = pino({ level: 'silent' })
    const other = await createClient({ url }).connect()
    const redis = connectRedis({ url, log, databaseIdentity: async () => 'one', timeoutMs: 30_000 })
    const held = Promise.withResolvers<void>()
    const sent = Promise.withResolvers<void>()
    redis.beforeUp(async () => {
      sent.resolve()
      await held.promise
    })
    const laterRuns: (string | null)[] = []
    redis.beforeUp(async () => void laterRuns.push(redis.serverRunId()))
    await sent.promise
    const id = await redis.client.clientId()
    await other.sendCommand(['CLIENT', 'KILL', 'ID', String(id)])
    const idNow = () => redis.client.clientId().catch(() => id)
    await expect.poll(idNow, { timeout: 60_000 }).not.toBe(id)
    held.resolve()
    await expect.poll(() => redis.trustedServerRunId()).toMatch(/^\w{40}$/)
    expect(laterRuns).toEqual([redis.serverRunId()])
    redis.close()
    other.destroy()
  },
)

it.skipIf(url === '')(
  'a database that does not respond is no failure of Redis, which is used as soon as the database responds',
  async () => {
    const logged: string[] = []
    const log = pino(
      { base: null, timestamp: false },
      { write: (line) => void logged.push(JSON.parse(line).msg) },
    )
    let isDatabaseUp = false
    let checks = 0
    const databaseIdentity = async () => {
      checks += 1
      if (!isDatabaseUp) throw new Error('the database is down')
      return 'one'
    }
    const redis = connectRedis({ url, log, databaseIdentity, timeoutMs: 30_000 })
    await expect.poll(() => checks).toBeGreaterThan(2)
    expect(logged).toEqual([
      'No cached response is read from Redis until PostgreSQL tells the identity of the database',
    ])
    expect({ isUp: redis.isUp(), outages: redis.outages() }).toEqual({ isUp: false, outages: 0 })
    isDatabaseUp = true
    await expect.poll(() => redis.isUp()).toBe(true)
    expect(redis.outages()).toBe(0)
    redis.close()
  },
)

it.skipIf(url === '')(
  'a Redis that responds and refuses writes counts as down, once, until it takes writes again',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-redis-'))
    const process = createRedisProcess(dir)
    await process.start()
    const client = await createClient({ url: process.url }).connect()
    let checks = 0
    const databaseIdentity = async () => {
      checks += 1
      return 'one'
    }
    const log = pino({ level: 'silent' })
    const redis = connectRedis({ url: process.url, log, databaseIdentity, timeoutMs: 30_000 })
    await expect.poll(() => redis.isUp()).toBe(true)
    await client.sendCommand(['REPLICAOF', '127.0.0.1', '1'])
    await expect(redis.execute((sender) => sender.set('key', 'value'))).rejects.toThrow('READONLY')
    const before = checks
    await expect.poll(() => checks).toBeGreaterThan(before + 2)
    expect({ isUp: redis.isUp(), outages: redis.outages() }).toEqual({ isUp: false, outages: 1 })
    await client.sendCommand(['REPLICAOF', 'NO', 'ONE'])
    await expect.poll(() => redis.isUp()).toBe(true)
    expect(redis.outages()).toBe(1)
    redis.close()
    client.destroy()
    await process.kill()
    await rm(dir, { recursive: true, maxRetries: 10 })
  },
)

it.skipIf(url === '')(
  'invalidations reach a restarted Redis before the database tells its identity, and nothing is read from it before',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'coworking-redis-'))
    const process = createRedisProcess(dir)
    await process.start()
    const databaseAnswers = Promise.withResolvers<void>()
    let isDatabaseBusy = false
    const databaseIdentity = async () => {
      if (isDatabaseBusy) await databaseAnswers.promise
      return 'one'
    }
    const log = pino({ level: 'silent' })
    const redis = connectRedis({ url: process.url, log, databaseIdentity, timeoutMs: 30_000 })
    const runIds: (string | null)[] = []
    redis.beforeUp(async () => void runIds.push(redis.serverRunId()))
    await expect.poll(() => redis.trustedServerRunId(), { timeout: 10_000 }).not.toBeNull()
    isDatabaseBusy = true
    await process.kill()
    await process.start()
    await expect.poll(() => runIds.length, { timeout: 10_000 }).toBe(2)
    await expect.poll(() => redis.isUp()).toBe(true)
    expect(new Set(runIds).size).toBe(2)
    // Longer than the two seconds for which Redis is not read after it is back.
    await setTimeout(2_500)
    expect({ isUp: redis.isUp(), trusted: redis.trustedServerRunId() }).toEqual({ isUp: true, trusted: null })
    databaseAnswers.resolve()
    await expect.poll(() => redis.trustedServerRunId()).toBe(runIds[1])
    redis.close()
    await process.kill()
    await rm(dir, { recursive: true, maxRetries: 10 })
  },
)

it.skipIf(url === '')('a service that is connected to another database uses other keys', async () => {
  const log = pino({ level: 'silent' })
  const other = await createClient({ url }).connect()
  let identity = 'one'
  const redis = connectRedis({ url, log, databaseIdentity: async () => identity, timeoutMs: 30_000 })
  await expect.poll(() => redis.isUp()).toBe(true)
  const before = redis.keyOf('token', 'tag')
  identity = 'two'
  await other.sendCommand(['CLIENT', 'KILL', 'ID', String(await redis.client.clientId())])
  await expect.poll(() => redis.keyOf('token', 'tag')).not.toBe(before)
  await expect.poll(() => redis.trustedServerRunId(), { timeout: 10_000 }).not.toBeNull()
  redis.close()
  other.destroy()
})
