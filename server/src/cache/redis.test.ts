import { createClient } from '@redis/client'
import { pino } from 'pino'
import { expect, inject, it } from 'vitest'
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
    await sent.promise
    const id = await redis.client.clientId()
    await other.sendCommand(['CLIENT', 'KILL', 'ID', String(id)])
    const idNow = () => redis.client.clientId().catch(() => id)
    await expect.poll(idNow, { timeout: 60_000 }).not.toBe(id)
    held.resolve()
    await expect.poll(() => redis.trustedServerRunId()).toMatch(/^\w{40}$/)
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
    expect(logged).toEqual(['Redis is not used until PostgreSQL tells the identity of the database'])
    expect({ isUp: redis.isUp(), outages: redis.outages() }).toEqual({ isUp: false, outages: 0 })
    isDatabaseUp = true
    await expect.poll(() => redis.isUp()).toBe(true)
    expect(redis.outages()).toBe(0)
    redis.close()
  },
)
