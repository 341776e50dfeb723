import { type CacheTag, cacheTagsOf } from '../../cache/cache-tag.ts'
import type { Actor } from '../../shared/call.ts'
import type { BookingQuery } from './booking.schema.ts'

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
  if (spaceId !== undefined) return cacheTagsOf('space:', spaceId)
  if (userId !== undefined) return cacheTagsOf('user:', userId)
  if (role === 'member') return [`user:${id}`]
  if (locationId !== undefined) return cacheTagsOf('location:', locationId)
  if (role === 'admin') return ['bookings']
  return [`user:${id}`, ...cacheTagsOf('location:', locationIds)]
}
