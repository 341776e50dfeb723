import type { Criteria } from './criteria.ts'
import type { Offers } from './offers.ts'

type Reasons = Offers['reasons']

/** The reasons by their number of spaces, the largest first; `space_unavailable` is shown only where there is no other reason. */
export const visibleReasons = (reasons: Reasons): Reasons => {
  const others = reasons.filter(({ code }) => code !== 'space_unavailable')
  return (others.length > 0 ? others : reasons).toSorted((a, b) => b.spaces - a.spaces)
}

/** Changes that would help: another length, the next opening, fewer filters. */
export function suggestionsOf({ reasons, nextOpening, cheapest }: Offers, criteria: Criteria) {
  const codes = new Set<string>(reasons.map(({ code }) => code))
  const invalidLength = reasons.find((reason) => 'minutes' in reason)
  const isClosed = codes.has('outside_opening_hours') || codes.has('closed')
  return {
    minutes: (invalidLength && 'minutes' in invalidLength && invalidLength.minutes) || null,
    opening: isClosed ? nextOpening : null,
    isTooExpensive: cheapest !== null && criteria.maxPrice !== undefined,
    isExcludedByFilters: codes.has('capacity') || codes.has('amenities'),
  }
}
