import { createHash, createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { createLoadSharing } from '../../shared/coalesce.ts'
import { hostOf } from '../../shared/network.ts'
import { dayMs } from '../../shared/time-range.ts'

/** The account of this email, and the IP address of a request that concerns it. */
export type AccountAndIp = { email: string; ip: string }
type Credentials = { email: string; password: string; host: string }

/**
 * Pairs of email and password that were right, each for the host that sent it: `createThrottle` does not delay them. Holds no plain
 * pair.
 */
export type UnthrottledCredentials = {
  has(credentials: Credentials): boolean
  add(credentials: Credentials): void
  delete(credentials: Credentials): void
}

export function createUnthrottledCredentials(): UnthrottledCredentials {
  const entries = new LRUCache<string, true>({ max: 10_000, ttl: 7 * dayMs })
  return {
    has: (credentials) => entries.has(keyOf(credentials)),
    add: (credentials) => void entries.set(keyOf(credentials), true),
    delete: (credentials) => void entries.delete(keyOf(credentials)),
  }
}

/** The hosts from which an account has been signed in to before. */
export type KnownHosts = {
  has(attempt: AccountAndIp): Promise<boolean>
  add(attempt: AccountAndIp): void
}

/** Caches the result of `find` for a minute, because it is needed for each attempt that would be refused. */
export function createKnownHosts(find: (attempt: AccountAndIp) => Promise<boolean>): KnownHosts {
  const entries = new LRUCache<string, boolean>({ max: 10_000, ttl: 60_000 })
  const shareLoad = createLoadSharing<boolean>()
  const hostKeyOf = ({ email, ip }: AccountAndIp) =>
    digestOfSecret(JSON.stringify([email.toLowerCase(), hostOf(ip)]))
  return {
    has: async (attempt) => {
      const key = hostKeyOf(attempt)
      const cached = entries.get(key)
      if (cached !== undefined) return cached
      const isKnown = await shareLoad(key, () => find(attempt))
      entries.set(key, isKnown)
      return isKnown
    },
    add: (attempt) => void entries.set(hostKeyOf(attempt), true),
  }
}

const keyOf = ({ email, password, host }: Credentials): string =>
  digestOfSecret(JSON.stringify([email.toLowerCase(), password, host]))

// The pepper belongs to this process alone, so the digests are useless outside the process.
const pepper = randomBytes(32)

/** The digest of a password that this process may keep in memory. */
export const digestOfSecret = (text: string): string =>
  createHmac('sha256', pepper).update(createHash('sha256').update(text).digest()).digest('base64')
