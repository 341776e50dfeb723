import type { Actor } from '../shared/call.ts'

// What of a caller shapes an answer. The rest is blanked out: callers who may see the same share what is kept.

const blank = { id: '', sessionId: null }
const administrator: Actor = { ...blank, role: 'admin', locationIds: [] }

/** For what only the staff of its location see: administrators see all, a manager what it runs. */
export function staffScope(actor: Actor | null): Actor | null {
  if (actor?.role === 'admin') return administrator
  if (actor?.role === 'manager')
    return { ...blank, role: 'manager', locationIds: actor.locationIds.toSorted() }
  return null
}

/** For lists that show everybody the same, unless one asks for what is not active. */
export const publicScope = (actor: Actor | null, isActive = true): Actor | null =>
  isActive ? null : staffScope(actor)

/** For what belongs to a person, and to the staff of its location. Routes of members only. */
export function ownScope(actor: Actor | null): Actor {
  if (!actor) throw new Error('a list of what is somebody’s own was asked by nobody')
  if (actor.role === 'admin') return administrator
  const locationIds = actor.role === 'manager' ? actor.locationIds.toSorted() : []
  return { id: actor.id, role: actor.role, locationIds, sessionId: null }
}
