import { LRUCache } from 'lru-cache'

/** Tokens whose signature was verified: verifying it again costs more than a whole response from the cache. */
export type VerifiedTokens = LRUCache<string, { sessionId: string; expiresAt: number }>

export const createVerifiedTokens = (): VerifiedTokens => new LRUCache({ max: 10_000 })
