import type { Actor } from '../shared/call.ts'

// The properties of an actor that decide what a response shows. The other properties are blanked out, so that actors with equal
// rights share the stored responses. The response is made for the scope, not for the actor (http/cached.ts).

const anonymised = { id: '', sessionId: null }
const anyAdministrator: Actor = { ...anonymised, role: 'admin', locationIds: [] }

/** For data that only the staff of its location see: administrators see all, a manager only the manager's locations. */
export function staffScope(actor: Actor | null): Actor | null {
  if (actor?.role === 'admin') return anyAdministrator
  if (actor?.role === 'manager')
    return { ...anonymised, role: 'manager', locationIds: actor.locationIds.toSorted() }
  return null
}

/**
 * For lists that are equal for all actors, unless `isActive` of the query is false. Not for lists of one location: the staff of an
 * inactive location would get 404 there. Such lists use `staffScope`.
 */
export const publicScope = (actor: Actor | null, isActive: boolean | undefined): Actor | null =>
  (isActive ?? true) ? null : staffScope(actor)

/** For data that belongs to a person, and to the staff of its location. Only for routes that require a signed-in user. */
export function ownScope(actor: Actor | null): Actor {
  if (!actor) throw new Error('a list of the actor’s own data was requested without an actor')
  if (actor.role === 'admin') return anyAdministrator
  const locationIds = actor.role === 'manager' ? actor.locationIds.toSorted() : []
  return { id: actor.id, role: actor.role, locationIds, sessionId: null }
}
