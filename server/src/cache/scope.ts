import type { Actor } from '../shared/call.ts'

// The properties of a caller that decide what a response shows. The other properties are blanked out, so that callers with equal
// rights share the stored responses.

const blank = { id: '', sessionId: null }
const administrator: Actor = { ...blank, role: 'admin', locationIds: [] }

/** For what only the staff of its location see: administrators see all, a manager what it runs. */
export function staffScope(actor: Actor | null): Actor | null {
  if (actor?.role === 'admin') return administrator
  if (actor?.role === 'manager')
    return { ...blank, role: 'manager', locationIds: actor.locationIds.toSorted() }
  return null
}

/**
 * For lists that show everybody the same, unless `isActive` of the query is false. Not for what belongs to one location: the staff of a
 * location that is not active would be nobody there, and be told that it does not exist. That takes `staffScope`.
 */
export const publicScope = (actor: Actor | null, isActive: boolean | undefined): Actor | null =>
  (isActive ?? true) ? null : staffScope(actor)

/** For what belongs to a person, and to the staff of its location. Routes of members only. */
export function ownScope(actor: Actor | null): Actor {
  if (!actor) throw new Error('a list of what is somebody’s own was asked by nobody')
  if (actor.role === 'admin') return administrator
  const locationIds = actor.role === 'manager' ? actor.locationIds.toSorted() : []
  return { id: actor.id, role: actor.role, locationIds, sessionId: null }
}
