import { createLoadSharing } from '../shared/coalesce.ts'
import type { CacheTag } from './cache-tag.ts'
import { type CacheTokens, isAlive, responseLifeMs } from './tokens.ts'

/**
 * Caches the result of `load` in this process, under the tokens that were current before it was read; for data that many responses
 * use. Simultaneous calls share one load. Where the cache cannot be relied on, each call loads it anew.
 */
export function createCachedValue<T>(
  tokens: CacheTokens,
  dependsOn: [CacheTag, ...CacheTag[]],
  load: () => Promise<T>,
): () => Promise<T> {
  let cached: { tokens: string; value: T; expiresAt: number } | null = null
  const shareLoad = createLoadSharing<T>()
  return async () => {
    const values = await tokens.read(['everything', ...dependsOn])
    if (values === null) return load()
    const current = values.join()
    if (cached?.tokens === current && isAlive(cached)) return cached.value
    const expiresAt = Date.now() + responseLifeMs
    const value = await shareLoad(current, load)
    cached = { tokens: current, value, expiresAt }
    return value
  }
}
