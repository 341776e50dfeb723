import type { Db } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call } from '../../shared/call.ts'
import { rangeOf, type TimeRange } from '../../shared/time-range.ts'
import { assertUnchanged, changesNothing } from '../../shared/version.ts'
import { record } from '../audit/audit.service.ts'
import { getLocation, lockLocationAgainstNewSpaces } from '../locations/location.service.ts'
import { type Schedule, toIntervals, toOpeningHours } from './schedule.hours.ts'
import * as repository from './schedule.repository.ts'
import type { OpeningHours } from './schedule.schema.ts'
import { findClosures } from './schedule.view.ts'

/** Raises `not_found`. */
export async function getOpeningHours(
  db: Db,
  actor: Actor | null,
  locationId: string,
): Promise<OpeningHours> {
  await getLocation(db, actor, locationId)
  return toOpeningHours(await repository.findIntervals(db, [locationId]))
}

/** Replaces the opening hours; bookings stay. Locks the location. Raises `not_found`, `forbidden`, `validation_failed`, `precondition_failed`. */
export async function setOpeningHours(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  locationId: string,
  hours: OpeningHours,
): Promise<OpeningHours> {
  const intervals = toIntervals(hours)
  return inTransaction(deps, async (trx) => {
    await getLocation(trx, call.actor, locationId)
    assertRunsLocation(call.actor, locationId)
    // Without this lock, the rows of two requests that are written at the same time would be mixed.
    await lockLocationAgainstNewSpaces(trx, locationId)
    const before = toOpeningHours(await repository.findIntervals(trx, [locationId]))
    assertUnchanged(before, call.ifMatch)
    const after = toOpeningHours(intervals)
    if (changesNothing(before, after)) return before
    await repository.replaceIntervals(trx, locationId, intervals)
    const auditEvent = {
      actorId: call.actor.id,
      action: 'update',
      entity: 'opening_hours',
      entityId: locationId,
    } as const
    await record(trx, { ...auditEvent, before, after }, deps.clock.now())
    return after
  })
}

/** A space, or a whole location where `spaceId` is null. */
export type ScheduleTarget = { locationId: string; timeZone: string; spaceId: string | null }

/**
 * Loads the hours and the closures of these locations that affect `during`. Returns a function that finds the schedule of a space: a
 * space has its location's closures and its own.
 */
export async function loadSchedules(
  db: Db,
  locationIds: string[],
  during: TimeRange,
): Promise<(space: ScheduleTarget) => Schedule> {
  if (locationIds.length === 0) return ({ timeZone }) => ({ timeZone, weekly: [], closures: [] })
  const [intervals, closures] = await Promise.all([
    repository.findIntervals(db, locationIds),
    findClosures(db, locationIds, during),
  ])
  return ({ locationId, timeZone, spaceId }) => ({
    timeZone,
    weekly: intervals.filter((interval) => interval.locationId === locationId),
    closures: closures
      .filter((row) => row.locationId === locationId && (row.spaceId === null || row.spaceId === spaceId))
      .map(rangeOf),
  })
}
