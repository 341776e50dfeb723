import { LRUCache } from 'lru-cache'
import type { Token } from './token.ts'
import { createPending, lifeMs, newToken, type Tokens } from './tokens.ts'

// One that is dropped is made anew, and what was kept under it is never found again.
const most = 200_000

/** For a process that has the database to itself. */
export function createLocalTokens(): Tokens {
  const tokens = new LRUCache<Token, string>({ max: most })
  const pending = createPending()
  const current = (name: Token): string => {
    const known = tokens.get(name)
    if (known !== undefined) return known
    const token = newToken()
    tokens.set(name, token)
    return token
  }
  return {
    read: (names) => (names.some(pending.has) ? null : names.map(current)),
    beginInvalidation: async (names) => {
      const end = pending.begin(names)
      const settle = () => {
        clearTimeout(forgotten)
        end()
        for (const name of names) tokens.delete(name)
      }
      // The result of the commit is not known, so the token stays pending until its life ends.
      const forgotten = setTimeout(settle, lifeMs).unref()
      return async () => settle()
    },
  }
}
