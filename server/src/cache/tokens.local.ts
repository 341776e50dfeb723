import { createGrowingCache } from './growing-cache.ts'
import type { Token } from './token.ts'
import { createPending, lifeMs, newToken, type Tokens } from './tokens.ts'

// A dropped token is replaced by a new one, so responses that were cached under it are never found again.
const maxTokens = 200_000

/** For a process that has the database to itself. */
export function createLocalTokens(): Tokens {
  const tokens = createGrowingCache<Token, string>(maxTokens)
  const pending = createPending()
  const current = (name: Token): string => {
    const existing = tokens.get(name)
    if (existing !== undefined) return existing
    const token = newToken()
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
