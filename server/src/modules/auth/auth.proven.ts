import { createHash, createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { createSharedLoads } from '../../shared/coalesce.ts'
import { hostOf } from '../../shared/network.ts'
import { dayMs } from '../../shared/time-range.ts'

type Who = { email: string; address: string }
type Pair = { email: string; password: string; address: string }

/** Pairs of email and password that were right, each for the host that sent it. Holds no plain pair. */
export type ProvenPairs = {
  has(pair: Pair): boolean
  add(pair: Pair): void
  delete(pair: Pair): void
}

export function createProvenPairs(): ProvenPairs {
  const known = new LRUCache<string, true>({ max: 10_000, ttl: 7 * dayMs })
  return {
    has: (pair) => known.has(keyOf(pair)),
    add: (pair) => void known.set(keyOf(pair), true),
    delete: (pair) => void known.delete(keyOf(pair)),
  }
}

/** The hosts from which an account has been signed in to before. */
export type KnownHosts = {
  has(who: Who): Promise<boolean>
  add(who: Who): void
}

/** Caches the result of `find` for a minute, because it is needed for each attempt that would be refused. */
export function createKnownHosts(find: (who: Who) => Promise<boolean>): KnownHosts {
  const known = new LRUCache<string, boolean>({ max: 10_000, ttl: 60_000 })
  const sharedLoads = createSharedLoads<boolean>()
  const hostKeyOf = ({ email, address }: Who) =>
    digestOfSecret(JSON.stringify([email.toLowerCase(), hostOf(address)]))
  return {
    has: async (who) => {
      const key = hostKeyOf(who)
      const remembered = known.get(key)
      if (remembered !== undefined) return remembered
      const isKnown = await sharedLoads(key, () => find(who))
      known.set(key, isKnown)
      return isKnown
    },
    add: (who) => void known.set(hostKeyOf(who), true),
  }
}

const keyOf = ({ email, password, address }: Pair): string =>
  digestOfSecret(JSON.stringify([email.toLowerCase(), password, address]))

// The pepper belongs to this process alone, so the digests are useless outside the process.
const pepper = randomBytes(32)

/** The digest of a password that this process may keep in memory. */
export const digestOfSecret = (text: string): string =>
  createHmac('sha256', pepper).update(createHash('sha256').update(text).digest()).digest('base64')
