import type { CacheTag } from './cache-tag.ts'
import { createGrowingCache } from './growing-cache.ts'
import { type CacheTokens, createPending, lifeMs, newCacheToken } from './tokens.ts'

// A dropped token is replaced by a new one, so responses that were cached under it are never found again.
const maxTokens = 200_000

/** For a process that has the database to itself. */
export function createLocalCacheTokens(): CacheTokens {
  const tokens = createGrowingCache<CacheTag, string>(maxTokens)
  const pending = createPending()
  const current = (name: CacheTag): string => {
    const existing = tokens.get(name)
    if (existing !== undefined) return existing
    const token = newCacheToken()
    tokens.set(name, token)
    return token
  }
  return {
    read: (names) => (names.some(pending.has) ? null : names.map(current)),
    beginInvalidation: async (names) => {
      const end = pending.begin(names)
      const finish = () => {
        clearTimeout(expiry)
        end()
        for (const name of names) tokens.delete(name)
      }
      // The result of the commit is not known, so the token stays pending until its life ends.
      const expiry = setTimeout(finish, lifeMs).unref()
      return async () => finish()
    },
  }
}
