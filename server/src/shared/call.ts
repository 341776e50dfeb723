import { forbidden } from './problems.ts'

export type Role = 'member' | 'manager' | 'admin'

/** A role with more rights has a higher rank. */
export const rank: Record<Role, number> = { member: 1, manager: 2, admin: 3 }

/** The signed-in user of a request, as the database had it at most a second ago. `locationIds` are the locations that a manager runs. */
export type Actor = {
  id: string
  role: Role
  locationIds: string[]
  /** Null for a script that sends its password with each request (`Authorization: Basic`). */
  sessionId: string | null
}

/** Identifies a request that must happen once: its actor, its route, its idempotency key, and its content. */
export type IdempotencyKey = {
  userId: string
  method: string
  path: string
  key: string
  /** Query and body, to tell a repetition from another request under the same key. */
  request: unknown
  /** Set when the response is the stored response to the first request. */
  replayed: boolean
}

/** The data that a writing use case has about its request. */
export type Call = {
  actor: Actor
  /** The `If-Match` header; null without this header. */
  ifMatch: string | null
  /** The `Idempotency-Key` and the request that it identifies; null without this header. */
  idempotencyKey: IdempotencyKey | null
}

/** Whether the actor runs this location: the actor is its manager or an administrator. */
export const runsLocation = (actor: Actor | null, locationId: string): boolean =>
  actor?.role === 'admin' || (actor?.role === 'manager' && actor.locationIds.includes(locationId))

/** Raises `forbidden` unless the actor runs this location. */
export function assertRunsLocation(actor: Actor, locationId: string): void {
  if (runsLocation(actor, locationId)) return
  throw forbidden({ en: 'You do not manage this location', ru: 'Вы не управляете этой локацией' })
}
