import type { Db } from '../../db/db.ts'
import { byName, fetchPageOf, type Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { assertInterval } from '../../shared/problems.ts'
import { type TimeRange, toMs } from '../../shared/time-range.ts'
import { findSlotsOfSpaces } from '../calendar/calendar.view.ts'
import type { Location } from '../locations/location.schema.ts'
import { getLocation } from '../locations/location.service.ts'
import { areAllActive } from '../quotes/quote.service.ts'
import { openTimes } from '../schedule/schedule.hours.ts'
import { loadSchedules } from '../schedule/schedule.service.ts'
import { type SpaceRow, searchSpaces } from '../spaces/space.service.ts'
import { findTariffs } from '../tariffs/tariff.service.ts'
import { longestBufferMs } from './availability.buffers.ts'
import type { ListedSpaceAvailability, LocationAvailabilityQuery } from './availability.schema.ts'
import { availabilityOfSpace } from './availability.service.ts'

/**
 * The availability of the active spaces of a location, each as `getSpaceAvailability` returns it. The number of queries does not depend
 * on the number of spaces. Raises `not_found`, `invalid_interval`.
 */
export async function listLocationAvailability(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Actor | null,
  locationId: string,
  query: LocationAvailabilityQuery,
): Promise<Page<ListedSpaceAvailability>> {
  const location = await getLocation(db, actor, locationId)
  const during = { start: toMs(query.from), end: toMs(query.to) }
  assertInterval(during)
  const selectQuery = searchSpaces(db, { locationId: [locationId] }).where('spaces.isActive', '=', true)
  const itemOf = (spaces: SpaceRow[]) => availabilityOf({ db, now: clock.now() }, location, during, spaces)
  return fetchPageOf(
    { list: `availability of ${locationId}`, query: selectQuery, order: byName('spaces.nameKey'), itemOf },
    query,
  )
}

/** The availability of each of these spaces of a location. */
async function availabilityOf(
  { db, now }: { db: Db; now: number },
  location: Location,
  during: TimeRange,
  spaces: SpaceRow[],
): Promise<(space: SpaceRow) => ListedSpaceAvailability> {
  const ids = spaces.map((space) => space.id)
  const around = { start: during.start - longestBufferMs, end: during.end + longestBufferMs }
  const taken = Map.groupBy(await findSlotsOfSpaces(db, ids, around, now), (slot) => slot.spaceId)
  const tariffRows = await findTariffs(db, [...new Set(spaces.map((space) => space.tariffId))])
  const tariffs = new Map(tariffRows.map((tariff) => [tariff.id, tariff]))
  const scheduleOf = await loadSchedules(db, [location.id], during)
  // Spaces without closures of their own share the times of the location.
  const openBySchedule = new Map<string, TimeRange[]>()
  const openTimesOf = (spaceId: string): TimeRange[] => {
    const schedule = scheduleOf({ locationId: location.id, timeZone: location.timeZone, spaceId })
    const key = JSON.stringify(schedule.closures)
    const open = openBySchedule.get(key) ?? openTimes(schedule, during)
    openBySchedule.set(key, open)
    return open
  }
  return (space) => {
    const open = openTimesOf(space.id)
    const tariff = tariffs.get(space.tariffId)
    const isActive = tariff !== undefined && areAllActive({ location, tariff }, space.isActive)
    const loaded = { during, now, open, taken: taken.get(space.id) ?? [], isActive }
    return { spaceId: space.id, ...availabilityOfSpace(space, loaded) }
  }
}
