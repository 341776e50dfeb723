import type { Token } from '../../cache/token.ts'
import type { Actor } from '../../shared/call.ts'
import type { BookingQuery } from './booking.schema.ts'

// For more locations than this, one token for all bookings is cheaper to read.
const maxLocations = 16

/** The tokens that a list of bookings depends on: the smallest set that covers every booking which may be in the list. Pure. */
export function dependenciesOf(actor: Actor, query: BookingQuery): Token[] {
  const { include = '' } = query
  return [
    ...ownTokensOf(actor, query),
    ...(include.includes('user') ? (['people'] as const) : []),
    ...(include.includes('space') ? (['catalogue'] as const) : []),
  ]
}

function ownTokensOf(
  { id, role, locationIds }: Actor,
  { spaceId, userId, locationId }: BookingQuery,
): Token[] {
  if (spaceId !== undefined) return [`space:${spaceId}`]
  if (userId !== undefined) return [`user:${userId}`]
  if (role === 'member') return [`user:${id}`]
  if (locationId !== undefined) return [`location:${locationId}`]
  if (role === 'admin' || locationIds.length > maxLocations) return ['bookings']
  return [`user:${id}`, ...locationIds.map((location) => `location:${location}` as const)]
}
