import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import { createSharedLoads } from '../../shared/coalesce.ts'
import { type ActorRow, findActorOfSession, findActorOfUser } from './session.repository.ts'

export type { ActorRow }

export type ActorCache = {
  /** The user of a living session. */
  ofSession(sessionId: string): Promise<ActorRow | undefined>
  ofUser(userId: string): Promise<ActorRow | undefined>
}

// A block, a changed role or an ended session must hold everywhere within a second, reading included.
export const trustMs = 700

/**
 * What the database says of those who are calling, remembered for less than a second: one read a session and second
 * instead of one a request, and no message between instances that could get lost. Concurrent misses read once.
 */
export function createActorCache(db: Db): ActorCache {
  const remember = (find: (db: Db, id: string) => Promise<ActorRow | undefined>) => {
    // Nobody is remembered, too: a token of an ended session costs no more reads than one of a living one.
    const known = new LRUCache<string, { row: ActorRow | undefined }>({ max: 10_000, ttl: trustMs })
    const sharedLoads = createSharedLoads<ActorRow | undefined>()
    const read = (id: string) =>
      sharedLoads(id, async () => {
        // What is remembered is as old as the question, however long its answer took.
        const start = performance.now()
        const row = await find(db, id)
        known.set(id, { row }, { start })
        return row
      })
    return async (id: string) => {
      const remembered = known.get(id)
      return remembered ? remembered.row : read(id)
    }
  }
  return { ofSession: remember(findActorOfSession), ofUser: remember(findActorOfUser) }
}

/** What the database says of a user at this moment; undefined for a deleted account. */
export const findActor = (db: Db, userId: string): Promise<ActorRow | undefined> =>
  findActorOfUser(db, userId)
