import { LRUCache } from 'lru-cache'
import { dayMs } from '../../shared/time-range.ts'
import { digestInMemory } from './auth.digest.ts'

type Credentials = { email: string; password: string; host: string }

/**
 * Pairs of email and password that were right, each for the host that sent it: `createThrottle` does not delay them. Holds no plain
 * pair.
 */
export type UndelayedCredentials = {
  has(credentials: Credentials): boolean
  add(credentials: Credentials): void
  delete(credentials: Credentials): void
}

export function createUndelayedCredentials(): UndelayedCredentials {
  const entries = new LRUCache<string, true>({ max: 10_000, ttl: 7 * dayMs })
  return {
    has: (credentials) => entries.has(keyOf(credentials)),
    add: (credentials) => void entries.set(keyOf(credentials), true),
    delete: (credentials) => void entries.delete(keyOf(credentials)),
  }
}

const keyOf = ({ email, password, host }: Credentials): string =>
  digestInMemory(JSON.stringify([email.toLowerCase(), password, host]))
