import { createHash, createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { dayMs } from '../../shared/time-range.ts'

type Pair = { email: string; password: string; address: string }

/** Pairs of email and password that were right, each at the place where it was shown. Never the pair itself. */
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

const keyOf = ({ email, password, address }: Pair): string =>
  digestOfSecret(JSON.stringify([email.toLowerCase(), password, address]))

// Of this process only: what is remembered is of no use to anybody who reads it.
const pepper = randomBytes(32)

/** What may be remembered of a password in this process. */
export const digestOfSecret = (text: string): string =>
  createHmac('sha256', pepper).update(createHash('sha256').update(text).digest()).digest('base64')
