import { LRUCache } from 'lru-cache'
import type { Clock } from '../shared/clock.ts'
import { createLoadSharing, type RunQueued } from '../shared/coalesce.ts'
import { digestOf } from '../shared/version.ts'
import type { CacheTag } from './cache-tag.ts'
import { type CacheTokens, isAlive, responseLifeMs } from './tokens.ts'

/** Bytes that are ready to be sent, with their entity tag. */
export type CachedResponse = { body: Buffer; etag: string }

/**
 * A response that was just made. `changesAt`: the instant at which time alone changes it; infinite where time has no effect on it.
 */
export type Fresh = { body: Buffer; changesAt: number }

/** `HIT`: from the cache; `MISS`: made and stored; `BYPASS`: made, because the cache could not be relied on. */
export type Outcome = 'HIT' | 'MISS' | 'BYPASS'

export type CacheKey = {
  /** All values that the response depends on, apart from the database. */
  key: string
  dependsOn: CacheTag[]
}

/** A response with the tokens that were current before its data was read. */
export type Entry = CachedResponse & {
  tokens: string
  changesAt: number
  /** By the system's clock: ten seconds after the response was made. */
  expiresAt: number
}

export type ResponseCache = {
  /**
   * `runQueued`: for responses that are expensive to make. A stored response does not wait in the queue, nor does a response that
   * is being made already.
   */
  find(
    cacheKey: CacheKey,
    load: () => Promise<Fresh>,
    runQueued?: RunQueued,
  ): Promise<{ response: CachedResponse; outcome: Outcome }>
}

/** Responses that one instance made, for the other instances. A lost response is made again. */
export type SharedResponses = {
  find(key: string): Promise<Entry | null>
  store(key: string, entry: Entry): void
}

type Options = {
  tokens: CacheTokens
  clock: Clock
  /** The responses that instances share; null where there is only one instance. */
  shared: SharedResponses | null
}

const maxTotalBytes = 16 * 1024 * 1024
const maxEntryBytes = 4 * 1024 * 1024

/**
 * Stores finished responses by their keys, each with the tokens of the data that it depends on. A read that begins after the response of
 * a write finds other tokens, and so never the state before the write.
 */
export function createResponseCache({ tokens, clock, shared }: Options): ResponseCache {
  const entries = new LRUCache<string, Entry>({
    maxSize: maxTotalBytes,
    maxEntrySize: maxEntryBytes,
    sizeCalculation: ({ body }, key) => body.length + key.length + 500,
  })
  const shareLoad = createLoadSharing<Entry>()

  const isValid = (entry: Entry | null | undefined, current: string): entry is Entry =>
    entry?.tokens === current && clock.now() < entry.changesAt && isAlive(entry)

  const make = async (current: string, load: () => Promise<Fresh>): Promise<Entry> => {
    const { body, changesAt } = await load()
    return { body, etag: etagOf(body), tokens: current, changesAt, expiresAt: Date.now() + responseLifeMs }
  }

  /** The load of this key under these tokens; simultaneous requests share it. */
  const makeShared = (
    key: string,
    current: string,
    load: () => Promise<Fresh>,
    runQueued?: RunQueued,
  ): Promise<Entry> => shareLoad(`${current} ${key}`, () => make(current, load), runQueued)

  const storeLocally = (key: string, entry: Entry) => {
    if (isValid(entry, entry.tokens)) entries.set(key, entry)
  }

  return {
    find: async ({ key, dependsOn }, load, runQueued) => {
      const makeUncached = () => (runQueued ? runQueued(() => make('', load)) : make('', load))
      const pending = tokens.read(['everything', ...dependsOn])
      const localEntry = entries.get(key)
      // Without a local entry, the shared response is requested together with the tokens: in one packet, unless a command is running. Otherwise
      // it is requested only if the local entry turns out to be invalid.
      const earlyShared = localEntry ? null : shared?.find(key)
      const values = pending instanceof Promise ? await pending : pending
      if (values === null) return { response: await makeUncached(), outcome: 'BYPASS' }
      const current = values.join()
      if (isValid(localEntry, current)) return { response: localEntry, outcome: 'HIT' }
      const sharedEntry = await (earlyShared ?? shared?.find(key))
      if (isValid(sharedEntry, current)) {
        storeLocally(key, sharedEntry)
        return { response: sharedEntry, outcome: 'HIT' }
      }
      const newEntry = await makeShared(key, current, load, runQueued)
      // Time may have changed the response while it was loaded.
      if (!isValid(newEntry, current)) return { response: await makeUncached(), outcome: 'BYPASS' }
      storeLocally(key, newEntry)
      shared?.store(key, newEntry)
      return { response: newEntry, outcome: 'MISS' }
    },
  }
}

export const etagOf = (body: Buffer): string => `"${digestOf(body)}"`
