import type { Db, Tx } from '../../db/db.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertManages, type Call, manages } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { notFound } from '../../shared/problems.ts'
import { rangeOf, type TimeRange, toInstant } from '../../shared/time-range.ts'
import { assertSeen } from '../../shared/version.ts'
import { record } from '../audit/audit.service.ts'
import { getLocation, lockLocationTimes } from '../locations/location.service.ts'
import { normaliseWeek, type Schedule, weekOf } from './schedule.hours.ts'
import * as repository from './schedule.repository.ts'
import type { Closure, ClosureQuery, NewClosure, OpeningHours } from './schedule.schema.ts'

/** Raises `not_found`. */
export async function getOpeningHours(
  db: Db,
  actor: Actor | null,
  locationId: string,
): Promise<OpeningHours> {
  await getLocation(db, actor, locationId)
  return weekOf(await repository.findOpenings(db, [locationId]))
}

/** Replaces the week; bookings already made stand. Locks the location. Raises `not_found`, `forbidden`, `validation_failed`, `precondition_failed`. */
export async function setOpeningHours(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  locationId: string,
  hours: OpeningHours,
): Promise<OpeningHours> {
  const openings = normaliseWeek(hours)
  return inTransaction(deps, async (trx) => {
    await getLocation(trx, call.actor, locationId)
    assertManages(call.actor, locationId)
    // Two weeks written at once would meet row by row.
    await lockLocationTimes(trx, locationId)
    const before = weekOf(await repository.findOpenings(trx, [locationId]))
    assertSeen(before, call.ifMatch)
    await repository.replaceOpenings(trx, locationId, openings)
    const after = weekOf(openings)
    const auditEvent = {
      actorId: call.actor.id,
      action: 'update',
      entity: 'opening_hours' as const,
      entityId: locationId,
    }
    await record(trx, { ...auditEvent, before, after }, deps.clock.now())
    return after
  })
}

/** Raises `not_found`. */
export async function listClosures(
  db: Db,
  actor: Actor | null,
  locationId: string,
  query: ClosureQuery,
): Promise<Page<Closure>> {
  await getLocation(db, actor, locationId)
  return repository.listClosures(db, locationId, query, manages(actor, locationId))
}

/** Inserts a closure; whether bookings are in its way is its caller's to see, who holds the locks for it. */
export function addClosure(trx: Tx, locationId: string, input: NewClosure, now: number): Promise<Closure> {
  const { from, to, spaceId = null, reason = '' } = input
  const closure = { id: newId(), locationId, spaceId, reason, createdAt: toInstant(now) }
  return repository.insertClosure(trx, { ...closure, startsAt: from, endsAt: to })
}

/** Locks the closure: who works on it alone, or deletes it. */
export const lockClosure = (trx: Tx, id: string): Promise<Closure | undefined> =>
  repository.lockClosure(trx, id)

/** Raises `not_found`. */
export async function getClosure(
  db: Db,
  actor: Actor | null,
  { id, closureId }: { id: string; closureId: string },
): Promise<void> {
  await getLocation(db, actor, id)
  if (!(await repository.findClosure(db, id, closureId))) throw notFound()
}

/** Deletes a closure that its caller has locked. */
export const deleteClosure = (trx: Tx, id: string): Promise<void> => repository.deleteClosure(trx, id)

/** `spaceId` null: of the location as a whole. */
export type Place = { locationId: string; timeZone: string; spaceId: string | null }

/**
 * Hours and closures that bear on `during`, for any place in these locations: a space has its location's closures and its own.
 */
export async function loadSchedules(
  db: Db,
  locationIds: string[],
  during: TimeRange,
): Promise<(place: Place) => Schedule> {
  if (locationIds.length === 0) return ({ timeZone }) => ({ timeZone, weekly: [], closures: [] })
  const [openings, closures] = await Promise.all([
    repository.findOpenings(db, locationIds),
    repository.findClosures(db, locationIds, during),
  ])
  return ({ locationId, timeZone, spaceId }) => ({
    timeZone,
    weekly: openings.filter((opening) => opening.locationId === locationId),
    closures: closures
      .filter((row) => row.locationId === locationId && (row.spaceId === null || row.spaceId === spaceId))
      .map(rangeOf),
  })
}
