import { LRUCache } from 'lru-cache'
import type { Db } from '../../db/db.ts'
import { type ActorRow, findActorOfSession, findActorOfUser } from './session.repository.ts'

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
  const cacheOf = (find: (db: Db, id: string) => Promise<ActorRow | undefined>) =>
    new LRUCache<string, ActorRow>({ max: 10_000, ttl: trustMs, fetchMethod: (id) => find(db, id) })
  const sessions = cacheOf(findActorOfSession)
  const users = cacheOf(findActorOfUser)
  return { ofSession: (id) => sessions.fetch(id), ofUser: (id) => users.fetch(id) }
}
