import type { Db } from '../../db/db.ts'
import { type Actor, assertRunsLocation } from '../../shared/call.ts'
import { dayNumberOf } from '../../shared/local-time.ts'
import { invalidInterval } from '../../shared/problems.ts'
import { localDays } from '../../shared/zone.ts'
import { getLocation } from '../locations/location.service.ts'
import type { OccupancyQuery } from './report.schema.ts'
import { findLocations, type ReportLocation, type ZoneScope } from './report.view.ts'

type ReportRequest = Pick<OccupancyQuery, 'from' | 'to' | 'locationId'>

/** The requested days, as numbers of days since 1970-01-01. Raises `invalid_interval`. */
function daysOf({ from, to }: ReportRequest): { first: number; last: number } {
  const [first, last] = [dayNumberOf(from), dayNumberOf(to)]
  if (last < first) throw invalidInterval({ en: 'The end is before the start', ru: 'Конец раньше начала' })
  return { first, last }
}

/**
 * The locations of a report by time zone: the requested location; without `locationId`, all locations that the actor runs.
 * Raises `not_found`, `forbidden`, `invalid_interval`.
 */
export async function scopesOf(db: Db, actor: Actor, request: ReportRequest): Promise<ZoneScope[]> {
  // An invalid interval is refused where there is no location, too.
  daysOf(request)
  const locations = await findLocations(db, await locationIdsOf(db, actor, request))
  const scopes = Map.groupBy(locations, (location) => location.timeZone)
  return [...scopes].map(([timeZone, locations]) => scopeOf(request, timeZone, locations))
}

/** These locations of a time zone, with the requested days there. Raises `invalid_interval`. */
export function scopeOf(request: ReportRequest, timeZone: string, locations: ReportLocation[]): ZoneScope {
  const { first, last } = daysOf(request)
  return { timeZone, locations, during: localDays(timeZone, first, last) }
}

async function locationIdsOf(db: Db, actor: Actor, { locationId }: ReportRequest): Promise<string[] | null> {
  if (locationId === undefined) return actor.role === 'admin' ? null : actor.locationIds
  await getLocation(db, actor, locationId)
  assertRunsLocation(actor, locationId)
  return [locationId]
}
