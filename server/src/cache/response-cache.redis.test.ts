import { createClient } from '@redis/client'
import { pino } from 'pino'
import { expect, inject, it } from 'vitest'
import { dayMs } from '../shared/time-range.ts'
import { connectRedis } from './redis.ts'
import { createSharedResponses } from './response-cache.redis.ts'
import { etagOf } from './response-cache.ts'

const url = inject('redisUrl') ?? ''

it.skipIf(url === '')(
  'a response of an instance whose clock is ahead is used for no longer than Redis keeps it',
  async () => {
    const log = pino({ level: 'silent' })
    const identity = crypto.randomUUID()
    const redis = connectRedis({ url, log, databaseIdentity: async () => identity, timeoutMs: 30_000 })
    const other = await createClient({ url }).connect()
    await expect.poll(() => redis.trustedServerRunId(), { timeout: 30_000 }).not.toBeNull()
    const responses = createSharedResponses(redis)
    const body = Buffer.from('[]')
    const expiresAt = Date.now() + dayMs
    responses.store('list', { body, etag: etagOf(body), tokens: 'a', changesAt: expiresAt, expiresAt })
    const lifeOfFound = async () => ((await responses.find('list'))?.expiresAt ?? 0) - Date.now()
    await expect.poll(lifeOfFound).toBeGreaterThan(0)
    expect(await lifeOfFound()).toBeLessThanOrEqual(10_000)
    const [name = ''] = await other.keys(redis.keyOf('response', '*'))
    await other.pExpire(name, 5_000)
    expect(await lifeOfFound()).toBeLessThanOrEqual(5_000)
    redis.close()
    other.destroy()
  },
)
