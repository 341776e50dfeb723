import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import type { Actor } from '../../shared/call.ts'
import { findActorRow } from './user.repository.ts'

export type KnownActor = Actor & { blocked: boolean }
export type ActorCache = LRUCache<string, KnownActor>

// A block or a changed role must hold everywhere within a second, reading included.
const trustMs = 700

/**
 * What the database says of the users who are calling, remembered for less than a second: one read a user and second
 * instead of one a request, and no message between instances that could get lost. Concurrent misses read once.
 */
export const createActorCache = (db: Db): ActorCache =>
  new LRUCache<string, KnownActor>({
    max: 10_000,
    ttl: trustMs,
    fetchMethod: async (id) => {
      const row = await findActorRow(db, id)
      if (!row) return undefined
      return { id, role: row.role, locationIds: row.locationIds, blocked: row.blockedAt !== null }
    },
  })
