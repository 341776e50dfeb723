import { LRUCache } from 'lru-cache'
import { createLoadSharing } from '../../shared/coalesce.ts'
import { hostOf } from '../../shared/network.ts'
import { digestInMemory } from './auth.digest.ts'

/** The account of this email, and the IP address of a request that concerns it. */
export type AccountAndIp = { email: string; ip: string }

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
    digestInMemory(JSON.stringify([email.toLowerCase(), hostOf(ip)]))
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
