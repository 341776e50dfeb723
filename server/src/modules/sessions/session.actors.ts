import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import type { Clock } from '../../shared/clock.ts'
import { createLoadSharing } from '../../shared/coalesce.ts'
import { type ActorRow, findActorOfSession, findActorOfUser } from './session.repository.ts'

export type { ActorRow }

export type ActorCache = {
  /** The user of a session that has neither ended nor expired. */
  ofSession(sessionId: string): Promise<ActorRow | undefined>
  /** A user who was not deleted, blocked or not. */
  ofUser(userId: string): Promise<ActorRow | undefined>
}

// A block, a changed role or an ended session must take effect everywhere within a second, the time of the read included.
export const actorMaxAgeMs = 700

/**
 * Caches the actors as they are in the database for less than a second: there is one read for each session and second instead of
 * one for each request, and no message between instances that could get lost. Simultaneous misses share one read.
 */
export function createActorCache(db: Db, clock: Clock): ActorCache {
  const cached = (find: (id: string) => Promise<ActorRow | undefined>) => {
    // A missing user is cached, too: a token of an ended session costs no more reads than a token of a session that has not ended.
    const entries = new LRUCache<string, { row: ActorRow | undefined }>({ max: 10_000, ttl: actorMaxAgeMs })
    const shareLoad = createLoadSharing<ActorRow | undefined>()
    const read = (id: string) =>
      shareLoad(id, async () => {
        // The age of an entry counts from the start of the read, however long the read took.
        const start = performance.now()
        const row = await find(id)
        entries.set(id, { row }, { start })
        return row
      })
    return async (id: string) => {
      const entry = entries.get(id)
      return entry ? entry.row : read(id)
    }
  }
  return {
    ofSession: cached((id) => findActorOfSession(db, id, clock.now())),
    ofUser: cached((id) => findActorOfUser(db, id)),
  }
}

/** The user as stored in the database at this moment; undefined for a deleted account. */
export const findAccountState = (db: Db, userId: string): Promise<ActorRow | undefined> =>
  findActorOfUser(db, userId)
