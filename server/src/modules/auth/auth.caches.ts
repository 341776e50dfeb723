import { LRUCache } from 'lru-cache'

/** Pairs that were verified a moment ago, so that a script does not pay argon2 on every call. Never the pair itself. */
export type VerifiedPairs = LRUCache<string, { userId: string; passwordChangedAt: string }>

export const createVerifiedPairs = (): VerifiedPairs => new LRUCache({ max: 1_000, ttl: 60_000 })
