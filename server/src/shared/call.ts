import { forbidden } from './problems.ts'

export type Role = 'member' | 'manager' | 'admin'

/** A role with more rights has a higher rank. */
export const rank: Record<Role, number> = { member: 1, manager: 2, admin: 3 }

/** Who is asking, as the database had it at most a second ago. `locationIds` are those a manager runs. */
export type Actor = {
  id: string
  role: Role
  locationIds: string[]
  /** Null for a script that signs each request. */
  sessionId: string | null
}

/** What a request says of itself so that it happens once: who, where, its key, and what it asks. */
export type IdempotencyKey = {
  userId: string
  method: string
  path: string
  key: string
  /** Query and body, to tell a repetition from another request under the same key. */
  request: unknown
  /** Set when the answer is the one that the first request got. */
  replayed: boolean
}

/** What a use case that writes knows of its request. */
export type Call = {
  actor: Actor
  /** The `If-Match` header; null without one. */
  ifMatch: string | null
  /** The `Idempotency-Key` and what it stands for; null without one. */
  idempotencyKey: IdempotencyKey | null
}

/** Whether the actor runs this location: its manager, or any administrator. */
export const manages = (actor: Actor | null, locationId: string): boolean =>
  actor?.role === 'admin' || (actor?.role === 'manager' && actor.locationIds.includes(locationId))

/** Raises `forbidden` unless the actor runs this location. */
export function assertManages(actor: Actor, locationId: string): void {
  if (manages(actor, locationId)) return
  throw forbidden({ en: 'You do not manage this location', ru: 'Вы не управляете этой локацией' })
}
