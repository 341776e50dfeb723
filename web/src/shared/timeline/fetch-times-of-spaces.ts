import { api, unwrap } from '../api/client.ts'
import { fetchAllPages } from '../api/fetch-all-pages.ts'
import { groupBy } from '../group-by.ts'
import { rangeOf, type SpaceTimes } from './day-blocks.ts'
import type { Range } from './scale.ts'

export type Period = { from: string; to: string }

const hourMs = 3_600_000
/** The service accepts seven days at most for a whole location. */
const maxHours = 7 * 24
/** A day, also one on which the clock is set back. */
const hoursAround = 25

const addHours = (instant: string, hours: number) =>
  new Date(Date.parse(instant) + hours * hourMs).toISOString()

/**
 * A period with a day more on either side: a booking that fits into the free time at an end of the period may begin before it or end after
 * it. Pure.
 */
export const withDayAround = ({ from, to }: Period): Period => ({
  from: addHours(from, -hoursAround),
  to: addHours(to, hoursAround),
})

/** The period whose times are loaded where `shown` is shown. Pure. */
export const loadedRange = (shown: Period): Range => {
  const { from, to } = withDayAround(shown)
  return { start: Date.parse(from), end: Date.parse(to) }
}

/** The periods of the requests for the times of all spaces in a period. Pure. */
function partsOf({ from, to }: Period): Period[] {
  const latest = addHours(from, maxHours)
  return to > latest ? [{ from, to: latest }, ...partsOf({ from: latest, to })] : [{ from, to }]
}

/** When each space of a location is open, taken and free in a period, and in a day more on either side. */
export async function fetchTimesOfSpaces(locationId: string, shown: Period): Promise<SpaceTimes[]> {
  const parts = partsOf(withDayAround(shown)).map((during) =>
    fetchAllPages((pageQuery) => {
      const params = { path: { id: locationId }, query: { ...during, ...pageQuery } }
      return unwrap(api.GET('/api/v1/locations/{id}/availability', { params }))
    }),
  )
  return joinBySpace((await Promise.all(parts)).flat(), loadedRange(shown))
}

/** Joins the times of the parts, one item for each space: a time that goes on in the next part is one time. Pure. */
const joinBySpace = (items: SpaceTimes[], loaded: Range): SpaceTimes[] =>
  [...groupBy(items, ({ spaceId }) => spaceId)].map(([spaceId, parts]) => ({
    spaceId,
    loaded,
    open: joined(parts.flatMap(({ open }) => open)),
    // Two bookings, one directly after the other, are two taken times.
    busy: parts.flatMap(({ busy }) => busy),
    free: joined(parts.flatMap(({ free }) => free)),
  }))

function joined(times: SpaceTimes['free']): SpaceTimes['free'] {
  const found: SpaceTimes['free'] = []
  for (const time of times) {
    const last = found.at(-1)
    if (last && rangeOf(last).end === rangeOf(time).start)
      found.splice(-1, 1, { startsAt: last.startsAt, endsAt: time.endsAt })
    else found.push(time)
  }
  return found
}
