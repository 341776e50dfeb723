import { LRUCache } from 'lru-cache'

/** Tokens whose signature was found right: looking again costs more than a whole answer from the cache. */
export type VerifiedTokens = LRUCache<string, { sessionId: string; expiresAt: number }>

export const createVerifiedTokens = (): VerifiedTokens => new LRUCache({ max: 10_000 })
