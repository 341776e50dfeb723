import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import { findSpaceWithXmin, type SpaceRow } from '../spaces/space.service.ts'
import { loadTerms } from './quote.service.ts'
import type { LoadedTerms } from './quote.terms.ts'

/** A space, its terms without closures, and the versions of the rows that they were read from (`spaceXmin`, `xmins`). */
export type SpaceWithTerms = LoadedTerms & { space: SpaceRow; spaceXmin: string }

type SpaceCache = {
  /** Null where the space does not exist. */
  get(spaceId: string): Promise<SpaceWithTerms | null>
  remove(spaceId: string): void
}

// An entry takes some kilobytes.
const maxEntries = 2_000
// No entry is older than this: after a failover, a row may be in an earlier state, and a change may then give it a version number that an
// entry of this cache already has.
const lifeMs = 10_000
const cacheByDb = new WeakMap<Db, SpaceCache>()

/**
 * Spaces with their terms, cached in this process so that a booking need not read them. An entry may be out of date: a statement
 * that writes by it must compare the versions and look for closures in PostgreSQL (`lockSpaceIfUnchangedStatement`).
 */
export function spaceCacheOf(db: Db): SpaceCache {
  const cache = cacheByDb.get(db) ?? createSpaceCache(db)
  cacheByDb.set(db, cache)
  return cache
}

function createSpaceCache(db: Db): SpaceCache {
  const entries = new LRUCache<string, SpaceWithTerms>({ max: maxEntries, ttl: lifeMs })
  const read = async (spaceId: string): Promise<SpaceWithTerms | null> => {
    const row = await findSpaceWithXmin(db, spaceId)
    if (!row) return null
    const { xmin, ...space } = row
    const terms = await loadTerms(db, space, { start: 0, end: 0 })
    const spaceWithTerms = { ...terms, space, spaceXmin: xmin }
    entries.set(spaceId, spaceWithTerms)
    return spaceWithTerms
  }
  return {
    get: async (spaceId) => entries.get(spaceId) ?? read(spaceId),
    remove: (spaceId) => void entries.delete(spaceId),
  }
}
