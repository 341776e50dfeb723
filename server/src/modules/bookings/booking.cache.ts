import type { CacheTag } from '../../cache/cache-tag.ts'
import type { Actor } from '../../shared/call.ts'
import type { BookingQuery } from './booking.schema.ts'

// For more locations than this, one cache tag for all bookings is cheaper to read.
const maxLocations = 16

/** The cache tags that a list of bookings depends on: the smallest set that covers every booking which may be in the list. Pure. */
export function dependenciesOf(actor: Actor, query: BookingQuery): CacheTag[] {
  const { include = '' } = query
  return [
    ...ownCacheTags(actor, query),
    ...(include.includes('user') ? (['people'] as const) : []),
    ...(include.includes('space') ? (['catalogue'] as const) : []),
  ]
}

function ownCacheTags(
  { id, role, locationIds }: Actor,
  { spaceId, userId, locationId }: BookingQuery,
): CacheTag[] {
  if (spaceId !== undefined) return [`space:${spaceId}`]
  if (userId !== undefined) return [`user:${userId}`]
  if (role === 'member') return [`user:${id}`]
  if (locationId !== undefined) return [`location:${locationId}`]
  if (role === 'admin' || locationIds.length > maxLocations) return ['bookings']
  return [`user:${id}`, ...locationIds.map((location) => `location:${location}` as const)]
}
