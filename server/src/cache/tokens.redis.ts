import type { Redis } from './redis.ts'
import type { Token } from './token.ts'
import { createDoubts, lifeMs, newToken, type Tokens } from './tokens.ts'

const doubt = '?'
// Only so that Redis does not fill with tokens that nobody asks for; one that is gone is made anew.
const tokenLifeMs = 3_600_000
// To say more than this one by one takes longer than to make everything anew.
const mostOwed = 10_000

type Batch = { names: Set<Token>; answer: Promise<Map<Token, string>> }

/**
 * Tokens that several instances share. `database` tells one database from another, so that two of them never share an
 * answer though they share a Redis.
 */
export function createRedisTokens(redis: Redis, database: () => Promise<string>): Tokens {
  const doubts = createDoubts()
  /** What could not be said while Redis was away, to be said before it is believed again. */
  const owed = new Set<Token>()
  let prefix = ''
  let next: Batch | null = null

  const keyOf = (name: Token) => `${prefix}${name}`
  /** A new token; a doubt where somebody in this process is still writing. */
  const write = async (names: Token[]): Promise<void> => {
    await Promise.all(
      names.map((name) =>
        doubts.has(name)
          ? redis.client.set(keyOf(name), doubt, { PX: lifeMs })
          : redis.client.set(keyOf(name), newToken(), { PX: tokenLifeMs }),
      ),
    )
  }

  redis.onBack(async () => {
    prefix = prefixOf(await database(), redis.run() ?? '')
    const names = [...owed]
    await write(names.length > mostOwed ? ['everything'] : names)
    for (const name of names) owed.delete(name)
  })

  /** All that is asked within one turn of the event loop is asked at once. */
  const batched = (names: Token[]): Promise<Map<Token, string>> => {
    next ??= startBatch()
    for (const name of names) next.names.add(name)
    return next.answer
  }
  const startBatch = (): Batch => {
    const names = new Set<Token>()
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = null
      return redis.ask(() => fetchOrMake([...names]))
    })
    return { names, answer }
  }
  const fetchOrMake = async (names: Token[]): Promise<Map<Token, string>> => {
    const found = await redis.client.mGet(names.map(keyOf))
    const missing = names.filter((_, index) => found[index] === null)
    const tokens = new Map(names.map((name, index) => [name, found[index] ?? doubt]))
    if (missing.length === 0) return tokens
    const unlessThere = { PX: tokenLifeMs, condition: 'NX' } as const
    const making = missing.map((name) => redis.client.set(keyOf(name), newToken(), unlessThere))
    // Of two instances that make one at once, the first one's holds.
    const made = await redis.client.mGet(missing.map(keyOf))
    await Promise.all(making)
    for (const [index, name] of missing.entries()) tokens.set(name, made[index] ?? doubt)
    return tokens
  }

  /** Says it, or remembers that it has not been said. Waits only where an answer can be hoped for. */
  const say = async (names: Token[]): Promise<void> => {
    if (redis.isUp()) return redis.ask(() => write(names)).catch(() => owe(names))
    owe(names)
    if (redis.client.isReady) write(names).catch(() => {})
  }
  const owe = (names: Token[]) => {
    for (const name of names) owed.add(name)
  }

  return {
    read: async (names) => {
      if (redis.trustedRun() === null || names.some(doubts.has)) return null
      const tokens = await batched(names).catch(() => null)
      if (!tokens || redis.trustedRun() === null) return null
      const values = names.map((name) => tokens.get(name) ?? doubt)
      return values.includes(doubt) ? null : values
    },
    announce: async (names) => {
      const end = doubts.begin(names)
      await say(names)
      const forgotten = setTimeout(end, lifeMs).unref()
      return async () => {
        clearTimeout(forgotten)
        end()
        // Also where others are still writing: another instance may have ended this doubt with a token of its own.
        await say(names)
      }
    },
  }
}

// In braces what decides the slot, should it be a cluster: all of one database are in one.
const prefixOf = (database: string, run: string): string => `{coworking:${database}:${run}}:`
