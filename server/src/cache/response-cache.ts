import { LRUCache } from 'lru-cache'
import type { Clock } from '../shared/clock.ts'
import { createSharedLoads, type InTurn } from '../shared/coalesce.ts'
import { digestOf } from '../shared/version.ts'
import type { Token } from './token.ts'
import { lifeMs, type Tokens } from './tokens.ts'

/** Bytes that are ready to be sent, with their entity tag. */
export type Answer = { body: Buffer; etag: string }

/**
 * A response that was just made. `changesAt`: the instant at which time alone changes it; infinite where time has no effect on it.
 */
export type Fresh = { body: Buffer; changesAt: number }

/** `HIT`: from the cache; `MISS`: made and stored; `BYPASS`: made, because the cache could not be relied on. */
export type Outcome = 'HIT' | 'MISS' | 'BYPASS'

export type CacheKey = {
  /** All values that the response depends on, apart from the database. */
  key: string
  dependsOn: Token[]
}

/** A response with the tokens that were current before its data was read. */
export type Entry = Answer & {
  tokens: string
  changesAt: number
  /** By the system's clock; no response is stored for longer than ten seconds. */
  expiresAt: number
}

export type ResponseCache = {
  /** `inTurn`: for responses that are expensive to make. A stored response, or one that is being made already, waits for no turn. */
  find(
    cacheKey: CacheKey,
    make: () => Promise<Fresh>,
    inTurn?: InTurn,
  ): Promise<{ answer: Answer; outcome: Outcome }>
}

/** Responses that one instance made, for the other instances. A lost response is made again. */
export type SharedResponses = {
  find(key: string): Promise<Entry | null>
  keep(key: string, answer: Entry): void
}

type Options = {
  tokens: Tokens
  clock: Clock
  /** The responses that instances share; null where there is only one instance. */
  shared: SharedResponses | null
}

const most = 16 * 1024 * 1024
const largest = 4 * 1024 * 1024

/**
 * Stores finished responses by their keys, each with the tokens of the data that it depends on. A read that begins after the response of
 * a write finds other tokens, and so never the state before the write.
 */
export function createResponseCache({ tokens, clock, shared }: Options): ResponseCache {
  const kept = new LRUCache<string, Entry>({
    maxSize: most,
    maxEntrySize: largest,
    sizeCalculation: ({ body }, key) => body.length + key.length + 500,
  })
  const sharedLoads = createSharedLoads<Entry>()

  const isGood = (known: Entry | null | undefined, current: string): known is Entry =>
    known?.tokens === current && clock.now() < known.changesAt && Date.now() < known.expiresAt

  const make = async (current: string, load: () => Promise<Fresh>): Promise<Entry> => {
    const { body, changesAt } = await load()
    return { body, etag: etagOf(body), tokens: current, changesAt, expiresAt: Date.now() + lifeMs }
  }

  /** The load of this key under these tokens; simultaneous requests share it. */
  const makeOnce = (
    key: string,
    current: string,
    load: () => Promise<Fresh>,
    inTurn?: InTurn,
  ): Promise<Entry> => sharedLoads(`${current} ${key}`, () => make(current, load), inTurn)

  const keep = (key: string, answer: Entry) => {
    if (isGood(answer, answer.tokens)) kept.set(key, answer)
  }

  return {
    find: async ({ key, dependsOn }, load, inTurn) => {
      const makeAlone = () => (inTurn ? inTurn(() => make('', load)) : make('', load))
      const pending = tokens.read(['everything', ...dependsOn])
      const known = kept.get(key)
      // The shared response is read in the same packet as the tokens. Where the local entry is still valid, nothing else is read.
      const early = known ? null : shared?.find(key)
      const values = pending instanceof Promise ? await pending : pending
      if (values === null) return { answer: await makeAlone(), outcome: 'BYPASS' }
      const current = values.join()
      if (isGood(known, current)) return { answer: known, outcome: 'HIT' }
      const elsewhere = await (early ?? shared?.find(key))
      if (isGood(elsewhere, current)) {
        keep(key, elsewhere)
        return { answer: elsewhere, outcome: 'HIT' }
      }
      const made = await makeOnce(key, current, load, inTurn)
      // Time may have changed the response while it was loaded.
      if (!isGood(made, current)) return { answer: await makeAlone(), outcome: 'BYPASS' }
      keep(key, made)
      shared?.keep(key, made)
      return { answer: made, outcome: 'MISS' }
    },
  }
}

export const etagOf = (body: Buffer): string => `"${digestOf(body)}"`
