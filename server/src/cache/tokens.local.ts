import type { CacheTag } from './cache-tag.ts'
import { createLruCache } from './lru-cache.ts'
import { type CacheTokens, createPending, newCacheToken, responseLifeMs } from './tokens.ts'

// A dropped token is replaced by a new one, so responses that were cached under it are never found again.
const maxTokens = 200_000

/** For a process that has the database to itself. */
export function createLocalCacheTokens(): CacheTokens {
  const tokens = createLruCache<CacheTag, string>(maxTokens)
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
      // The returned function is not called where the result of the commit is unknown. Then the tags stay pending for as long as a response
      // is stored.
      const expiry = setTimeout(finish, responseLifeMs).unref()
      return async () => finish()
    },
  }
}
