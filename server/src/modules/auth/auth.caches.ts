import { LRUCache } from 'lru-cache'

/**
 * The credentials of Basic authentication that were verified in the last minute, so that a script does not pay for argon2 on every call.
 * Holds no plain credentials.
 */
export type BasicCredentialsCache = LRUCache<string, { userId: string; passwordChangedAt: string }>

export const createBasicCredentialsCache = (): BasicCredentialsCache =>
  new LRUCache({ max: 1_000, ttl: 60_000 })
