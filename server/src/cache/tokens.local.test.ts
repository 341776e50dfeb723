import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLocalCacheTokens } from './tokens.local.ts'
import { responseLifeMs } from './tokens.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a writer that continues after its invalidation has expired does not end the invalidation of another writer', async () => {
  const tokens = createLocalCacheTokens()
  const finishLate = await tokens.beginInvalidation(['reviews'])
  vi.advanceTimersByTime(responseLifeMs)
  expect(tokens.read(['reviews'])).not.toBeNull()
  const finish = await tokens.beginInvalidation(['reviews'])
  await finishLate()
  expect(tokens.read(['reviews'])).toBeNull()
  await finish()
  expect(tokens.read(['reviews'])).not.toBeNull()
})
