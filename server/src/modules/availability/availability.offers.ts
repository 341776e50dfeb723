import { byName, fetchPageOf, type Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { assertInterval } from '../../shared/problems.ts'
import { rangeOf, type TimeRange } from '../../shared/time-range.ts'
import { type SpaceRow, withRating } from '../spaces/space.service.ts'
import { findNext } from './availability.next.ts'
import { findReasons } from './availability.reasons.ts'
import type { AvailabilityQuery, Offer, OfferPage } from './availability.schema.ts'
import { findBookableTerms } from './availability.service.ts'
import * as view from './availability.view.ts'

type OffersDeps = Pick<Deps, 'db' | 'clock' | 'loadAllTerms' | 'loadSpaceCounts'>

/**
 * Spaces that can be booked for `[from, to)` now, with the price, by name. Where there are none, the page gives the reasons and
 * what can be booked instead. Raises `invalid_interval`.
 */
export async function listOffers(
  deps: OffersDeps,
  actor: Actor | null,
  query: AvailabilityQuery,
): Promise<OfferPage> {
  const during = rangeOf({ startsAt: query.from, endsAt: query.to })
  assertInterval(during)
  const page = await findOffers(deps, actor, query, during)
  if (page.items.length > 0 || query.cursor !== undefined)
    return { ...page, reasons: [], nextOpening: null, nextFree: [] }
  const [reasons, next] = await Promise.all([
    findReasons(deps, actor, query, during),
    findNext(deps, actor, query, during),
  ])
  return { ...page, reasons, ...next }
}

async function findOffers(
  deps: OffersDeps,
  actor: Actor | null,
  query: AvailabilityQuery,
  during: TimeRange,
): Promise<Page<Offer>> {
  const { keys, quoteFor } = await findBookableTerms(
    deps,
    { actor, userId: actor?.id ?? null },
    query,
    during,
  )
  // No terms accept the booking, so the bookings need not be read. A request with a cursor goes on, because `fetchPageOf` validates the cursor.
  if (keys.length === 0 && query.cursor === undefined)
    return { items: [], nextCursor: null, ...(query.withTotal && { total: 0 }) }
  const selectQuery = view.searchFreeSpaces(deps.db, query, keys, during, deps.clock.now())
  const itemOf = async () => (space: SpaceRow) => ({ space: withRating(space), quote: quoteFor(space) })
  return fetchPageOf(
    {
      list: 'availability',
      query: selectQuery,
      order: byName('spaces.nameKey'),
      preparedOn: deps.db,
      itemOf,
    },
    query,
  )
}
