import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hourMs } from '../shared/time-range.ts'
import { createCachedValue } from './cached-value.ts'
import { createResponseCache } from './response-cache.ts'
import { createLocalCacheTokens } from './tokens.local.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

it('a stored response of the time before the clock was set back is made again', async () => {
  const clock = { now: () => Date.now() }
  const cache = createResponseCache({ tokens: createLocalCacheTokens(), clock, shared: null })
  const read = async () => {
    const load = async () => ({ body: Buffer.from(String(Date.now())), changesAt: Number.POSITIVE_INFINITY })
    const { response, outcome } = await cache.find({ key: 'list', dependsOn: ['bookings'] }, load)
    return { outcome, at: Number(response.body) }
  }
  expect((await read()).outcome).toBe('MISS')
  expect((await read()).outcome).toBe('HIT')
  vi.setSystemTime(Date.now() - hourMs)
  expect(await read()).toEqual({ outcome: 'MISS', at: Date.now() })
})

it('a cached value of the time before the clock was set back is loaded again', async () => {
  const read = createCachedValue(createLocalCacheTokens(), ['bookings'], async () => Date.now())
  expect(await read()).toBe(Date.now())
  vi.setSystemTime(Date.now() - hourMs)
  expect(await read()).toBe(Date.now())
})
