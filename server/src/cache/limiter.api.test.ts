import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { type CreateLimiter, limiterFactory } from './limiter.ts'
import { connectRedis, type Redis } from './redis.ts'

const url = inject('redisUrl')
const log = pino({ level: 'silent' })
let redis: Redis | null = null
beforeAll(async () => {
  if (!url) return
  const databaseIdentity = crypto.randomUUID()
  const connected = connectRedis({
    url,
    log,
    databaseIdentity: async () => databaseIdentity,
    timeoutMs: 30_000,
  })
  redis = connected
  await vi.waitFor(() => expect(connected.isUp()).toBe(true), 10_000)
})
afterAll(() => redis?.close())

const places: [string, () => CreateLimiter][] = [['the process', () => limiterFactory(null)]]
if (url) places.push(['Redis', () => limiterFactory(redis)])

describe.each(places)('a limit that is counted in %s', (_, factory) => {
  it('refuses a request above its points, and a refusal consumes no points', async () => {
    const limiter = factory()(crypto.randomUUID(), 3, 60)
    const consumed = await Promise.all(Array.from({ length: 5 }, () => limiter.consume('a')))
    expect(consumed.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0])
    expect(consumed.map(({ retryAfterMs }) => retryAfterMs > 0)).toEqual([false, false, false, true, true])
    await limiter.giveBack('a')
    expect((await limiter.consume('a')).retryAfterMs).toBe(0)
    expect((await limiter.consume('a')).retryAfterMs).toBeGreaterThan(0)
    expect((await limiter.consume('b')).remaining).toBe(2)
  })

  it('with delays allows one request after each delay, also of simultaneous requests', async () => {
    const limiter = factory()(crypto.randomUUID(), 3, 60, { firstMs: 10_000, maxMs: 20_000 })
    const consumed = await Promise.all(Array.from({ length: 16 }, () => limiter.consume('a')))
    expect(consumed.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(3)
    for (const { retryAfterMs } of consumed) expect(retryAfterMs).toBeLessThanOrEqual(10_000)
    await limiter.giveBack('a')
    expect((await limiter.consume('a')).retryAfterMs).toBe(0)
    const refused = await limiter.consume('a')
    expect(refused.retryAfterMs).toBeGreaterThan(5_000)
  })
})

afterEach(() => void vi.useRealTimers())

it.each([undefined, { firstMs: 50_000, maxMs: 50_000 }])(
  'nobody is refused for longer because the clock of the machine was set back, with the delays %j',
  async (delays) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const limiter = limiterFactory(null)('test', 1, 60, delays)
    await limiter.consume('a')
    expect((await limiter.consume('a')).retryAfterMs).toBeGreaterThan(0)
    vi.setSystemTime(Date.now() - 3_600_000)
    expect((await limiter.consume('a')).retryAfterMs).toBe(0)
    expect((await limiter.consume('a')).retryAfterMs).toBeGreaterThan(0)
  },
)

describe('delays', () => {
  it('double from the first to the longest, until the end of the window', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const limiter = limiterFactory(null)('test', 2, 100, { firstMs: 2_000, maxMs: 15_000 })
    const delays: number[] = []
    const advance = (ms: number) => vi.setSystemTime(Date.now() + ms)
    for (let round = 0; round < 7; round++) {
      expect((await limiter.consume('a')).retryAfterMs).toBe(0)
      const { retryAfterMs } = await limiter.consume('b').then(() => limiter.consume('a'))
      if (round === 0) await limiter.giveBack('a')
      delays.push(retryAfterMs)
      advance(retryAfterMs)
    }
    expect(delays).toEqual([0, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    advance(100_000)
    expect((await limiter.consume('a')).remaining).toBe(1)
  })
})
