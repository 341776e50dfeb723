import type { Space } from '../../shared/api/types.ts'
import type { Criteria, SearchTime } from './criteria.ts'
import type { Offers } from './offers.ts'

type Reasons = Offers['reasons']

/** The reasons by their number of spaces, the largest first; `space_unavailable` is shown only where there is no other reason. */
export const visibleReasons = (reasons: Reasons): Reasons => {
  const others = reasons.filter(({ code }) => code !== 'space_unavailable')
  return (others.length > 0 ? others : reasons).toSorted((a, b) => b.spaces - a.spaces)
}

/** Whether the location has no space of the chosen type, for example after another location was chosen. Pure. */
export const isTypeMissing = (spaces: Pick<Space, 'type'>[], { kind }: Criteria): boolean =>
  kind !== undefined && spaces.length > 0 && spaces.every(({ type }) => type !== kind)

/** The service searches `nextFree` in this time from the requested start. */
const searchedMs = 14 * 86_400_000

/**
 * Changes that may help: another length, another start, fewer filters. Where the requested time is outside opening hours, or most spaces are
 * closed then, a longer time would be refused, too, so no longer length is proposed. The proposed start is one that is free for the requested
 * length. Only an opening after all that was searched for free times is proposed as it is: an earlier one would only lead to the next refusal,
 * for example where no day is as long as the requested length. Pure.
 */
export function suggestionsOf(
  { reasons, nextOpening, nextFree, cheapest }: Offers,
  criteria: Criteria,
  { minutes, startsAt }: Pick<SearchTime, 'minutes' | 'startsAt'>,
) {
  const codes = new Set<string>(reasons.map(({ code }) => code))
  const spacesOf = (code: string) => reasons.find((reason) => reason.code === code)?.spaces ?? 0
  const invalidLength = reasons.find((reason) => 'minutes' in reason)
  const acceptedMinutes = (invalidLength && 'minutes' in invalidLength && invalidLength.minutes) || null
  const isClosed = codes.has('outside_opening_hours') || codes.has('closed')
  const excludesLonger =
    codes.has('outside_opening_hours') || spacesOf('closed') > spacesOf('invalid_duration')
  const free = nextFree.find(
    (each) => Date.parse(each.endsAt) - Date.parse(each.startsAt) === minutes * 60_000,
  )
  const searchedUntil = Date.parse(startsAt) + searchedMs
  const lateOpening = nextOpening !== null && Date.parse(nextOpening) >= searchedUntil ? nextOpening : null
  const start = isClosed ? (free?.startsAt ?? lateOpening) : null
  return {
    minutes: excludesLonger && (acceptedMinutes ?? 0) > minutes ? null : acceptedMinutes,
    start,
    needsOtherTime: isClosed && start === null && nextFree.length === 0 && cheapest === null,
    isTooExpensive: cheapest !== null && criteria.maxPrice !== undefined,
    isExcludedByFilters: codes.has('capacity') || codes.has('amenities'),
  }
}
