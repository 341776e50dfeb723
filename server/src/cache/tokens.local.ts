import type { CacheTag } from './cache-tag.ts'
import { createGrowingCache } from './growing-cache.ts'
import { type CacheTokens, createPending, lifeMs, newCacheToken } from './tokens.ts'

// A dropped token is replaced by a new one, so responses that were cached under it are never found again.
const maxTokens = 200_000

/** For a process that has the database to itself. */
export function createLocalCacheTokens(): CacheTokens {
  const tokens = createGrowingCache<CacheTag, string>(maxTokens)
  const pending = createPending()
  const current = (tag: CacheTag): string => {
    const existing = tokens.get(tag)
    if (existing !== undefined) return existing
    const token = newCacheToken()
    tokens.set(tag, token)
    return token
  }
  return {
    read: (tags) => (tags.some(pending.has) ? null : tags.map(current)),
    beginInvalidation: async (tags) => {
      const end = pending.begin(tags)
      const finish = () => {
        clearTimeout(expiry)
        end()
        for (const tag of tags) tokens.delete(tag)
      }
      // Where the returned function is never called, because the result of the commit is not known, the tags stay pending until the
      // life of a token ends.
      const expiry = setTimeout(finish, lifeMs).unref()
      return async () => finish()
    },
  }
}
