import { LRUCache } from 'lru-cache'

/**
 * Pairs of email and password that were verified a moment ago, so that a script does not pay for argon2 on every call. Holds no
 * plain pair.
 */
export type VerifiedPairs = LRUCache<string, { userId: string; passwordChangedAt: string }>

export const createVerifiedPairs = (): VerifiedPairs => new LRUCache({ max: 1_000, ttl: 60_000 })
