import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import { findSpaceWithXmin, type SpaceRow } from '../spaces/space.service.ts'
import { loadTerms } from './quote.service.ts'
import type { LoadedTerms } from './quote.terms.ts'

/** A space and its terms without closures, as they were read; `spaceXmin` and `xmins` are the versions of their rows. */
export type BookableSpace = LoadedTerms & { space: SpaceRow; spaceXmin: string }

type BookableSpaces = {
  /** Null where the space does not exist. */
  get(spaceId: string): Promise<BookableSpace | null>
  remove(spaceId: string): void
}

// An entry takes some kilobytes.
const maxEntries = 2_000
// No entry is older than this: after a failover, a row may be in an earlier state, and a change may then give it a version number that an
// entry of this cache already has.
const lifeMs = 10_000
const cacheByDb = new WeakMap<Db, BookableSpaces>()

/**
 * Spaces with their terms, cached in this process so that a booking need not read them. An entry may be out of date: a statement
 * that writes by it must compare the versions and look for closures in PostgreSQL (`lockSpaceIfUnchangedStatement`).
 */
export function bookableSpacesOf(db: Db): BookableSpaces {
  const spaces = cacheByDb.get(db) ?? createBookableSpaces(db)
  cacheByDb.set(db, spaces)
  return spaces
}

function createBookableSpaces(db: Db): BookableSpaces {
  const entries = new LRUCache<string, BookableSpace>({ max: maxEntries, ttl: lifeMs })
  const read = async (spaceId: string): Promise<BookableSpace | null> => {
    const row = await findSpaceWithXmin(db, spaceId)
    if (!row) return null
    const { xmin, ...space } = row
    const terms = await loadTerms(db, space, { start: 0, end: 0 })
    const bookable = { ...terms, space, spaceXmin: xmin }
    entries.set(spaceId, bookable)
    return bookable
  }
  return {
    get: async (spaceId) => entries.get(spaceId) ?? read(spaceId),
    remove: (spaceId) => void entries.delete(spaceId),
  }
}
