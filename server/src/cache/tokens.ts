import { createRandomBytes } from '../shared/ids.ts'
import { type BeginInvalidation, type CacheTag, noInvalidation } from './cache-tag.ts'

/**
 * The current token of each cache tag. A token stands for one state of the data of its tag. Tokens are random, never counters: even
 * if Redis loses data or restores old data, no two states have the same token.
 */
export type CacheTokens = {
  /** In the order of `tags`; null where they cannot be relied on: pending, or out of reach. */
  read(tags: CacheTag[]): string[] | null | Promise<string[] | null>
  /** Makes the tokens pending: readers use no cache and store nothing, until the returned function makes new tokens. */
  beginInvalidation: BeginInvalidation
}

/** How long a response is stored; a token whose writer died stays pending for as long. */
export const responseLifeMs = 10_000

/** Whether a response is still stored. One that would be stored for longer than any other was made before the clock was set back. */
export function isAlive({ expiresAt }: { expiresAt: number }): boolean {
  const leftMs = expiresAt - Date.now()
  return leftMs > 0 && leftMs <= responseLifeMs
}

const randomBytes = createRandomBytes(12)

export const newCacheToken = (): string => randomBytes().toString('base64url')

/** Whether the value can be a token of `newCacheToken`. */
export const isCacheToken = (value: string): boolean => /^[\w-]{16}$/.test(value)

/** For a process that cannot learn of the writes of other processes: no response is cached. */
export const noCacheTokens: CacheTokens = { read: () => null, beginInvalidation: noInvalidation }

/** Counts the running writes of this process by cache tag. */
export function createPending() {
  const writers = new Map<CacheTag, number>()
  return {
    has: (tag: CacheTag): boolean => writers.has(tag),
    /** The returned function ends the write; further calls have no effect. */
    begin: (tags: CacheTag[]): (() => void) => {
      for (const tag of tags) writers.set(tag, (writers.get(tag) ?? 0) + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        for (const tag of tags) {
          const left = (writers.get(tag) ?? 1) - 1
          if (left > 0) writers.set(tag, left)
          else writers.delete(tag)
        }
      }
    },
  }
}
