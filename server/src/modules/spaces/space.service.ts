import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import { byName, fetchPage, type Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { withAccessNote } from '../../shared/access-note.ts'
import { type Actor, assertRunsLocation, type Call, runsLocation } from '../../shared/call.ts'
import { newStamps } from '../../shared/ids.ts'
import { inUse, invalidField, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertVersion, changesNothing } from '../../shared/version.ts'
import { recordChange } from '../audit/audit.service.ts'
import { isTakenFrom } from '../calendar/calendar.view.ts'
import type { Location } from '../locations/location.schema.ts'
import { getLocation, lockLocationShared } from '../locations/location.service.ts'
import { lockTariffShared } from '../tariffs/tariff.service.ts'
import * as repository from './space.repository.ts'
import type { NewSpace, Space, SpaceChange, SpaceDetails, SpaceFilter, SpaceQuery } from './space.schema.ts'
import { isOfActiveLocation } from './space.view.ts'

/** A space as other modules use it: with the sum of its ratings, from which responses compute the average. */
export type SpaceRow = Omit<Space, 'rating'> & { ratingSum: number; ratingCount: number }

/** Replaces the sum and the number of ratings by the rating that responses show. Pure. */
export const withRating = <Row extends SpaceRow>({ ratingSum, ratingCount, ...row }: Row) => ({
  ...row,
  rating: { average: ratingCount === 0 ? null : ratingSum / ratingCount, count: ratingCount },
})

/**
 * Active spaces by name; the staff of inactive spaces see them with `isActive=false`. The active spaces of an inactive location are listed
 * only for its staff.
 */
export async function listSpaces(db: Db, actor: Actor | null, query: SpaceQuery): Promise<Page<Space>> {
  const { isActive = true } = query
  let selectQuery = repository.searchSpaces(db, query).where('spaces.isActive', '=', isActive)
  if (actor?.role !== 'admin') {
    const ids = actor?.locationIds ?? []
    selectQuery = isActive
      ? selectQuery.where(isOfActiveLocation(ids))
      : selectQuery.where(({ eb, val }) => (ids.length > 0 ? eb('spaces.locationId', 'in', ids) : val(false)))
  }
  const page = await fetchPage({ list: 'spaces', query: selectQuery, order: byName('spaces.nameKey') }, query)
  return { ...page, items: page.items.map(withRating) }
}

/** Raises `not_found`, also for an inactive space of a location that the actor does not run. */
export async function getSpaceRow(db: Db, actor: Actor | null, id: string): Promise<SpaceRow> {
  const space = await repository.findSpace(db, id)
  if (!space || !(space.isActive || runsLocation(actor, space.locationId))) throw notFound()
  return space
}

/** Raises as `getSpaceRow`. */
export const getSpace = async (db: Db, actor: Actor | null, id: string): Promise<Space> =>
  withRating(await getSpaceRow(db, actor, id))

/** The space as a response: for the staff of its location with `accessNote`. Raises as `getSpaceRow`. */
export async function getSpaceDetails(db: Db, actor: Actor | null, id: string): Promise<SpaceDetails> {
  const space = await getSpace(db, actor, id)
  if (!runsLocation(actor, space.locationId)) return space
  const { accessNote = '' } = (await repository.findAccessNote(db, id)) ?? {}
  return withAccessNote({ ...space, accessNote })
}

/**
 * Locks the location, then the tariff, both in share mode. Raises `not_found`, `forbidden`, `validation_failed` where the tariff is not for
 * this location.
 */
export async function createSpace(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  input: NewSpace,
): Promise<SpaceDetails> {
  const now = deps.clock.now()
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    await lockLocationShared(trx, input.locationId)
    const location = await getLocation(trx, call.actor, input.locationId)
    await assertTariffFits(trx, call.actor, input.tariffId, location)
    assertRunsLocation(call.actor, input.locationId)
    const space = {
      ...defaultFields,
      ...input,
      currency: location.currency,
      ...newStamps(now),
    }
    const created = await repository.insertSpace(trx, space)
    await recordChange(trx, call, { entity: 'space', before: null, after: created }, now)
    return withAccessNote(withRating(created))
  })
}

const defaultFields = {
  description: '',
  amenities: [],
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  requiresApproval: false,
  requiresCheckIn: false,
  isActive: true,
} satisfies Partial<Space>

/**
 * Locks the space, then a new tariff in share mode. Bookings already made keep their time, buffers and price. Raises `not_found`, `forbidden`,
 * `precondition_failed`, `validation_failed`.
 */
export async function updateSpace(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  change: SpaceChange,
): Promise<SpaceDetails> {
  return inTransaction(deps, async (trx) => {
    const before = await lockVisibleSpace(trx, call.actor, id)
    if (change.tariffId !== undefined && change.tariffId !== before.tariffId) {
      const location = await getLocation(trx, call.actor, before.locationId)
      await assertTariffFits(trx, call.actor, change.tariffId, location)
    }
    assertRunsLocation(call.actor, before.locationId)
    assertVersion(before.version, call.ifMatch)
    if (changesNothing(before, change)) return withAccessNote(withRating(before))
    const now = deps.clock.now()
    const after = await repository.updateSpace(trx, id, { ...change, updatedAt: toInstant(now) })
    await recordChange(trx, call, { entity: 'space', before, after }, now)
    return withAccessNote(withRating(after))
  })
}

/**
 * Locks the space. Raises `not_found`, `forbidden`, `precondition_failed`, and `in_use` while a booking occupies it now or later.
 */
export async function deleteSpace(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  const now = deps.clock.now()
  const at = toInstant(now)
  await inTransaction(deps, async (trx) => {
    const before = await lockVisibleSpace(trx, call.actor, id)
    assertRunsLocation(call.actor, before.locationId)
    assertVersion(before.version, call.ifMatch)
    if (await isTakenFrom(trx, id, now))
      throw inUse({
        en: 'This space has bookings that are not over: cancel them first, or wait until they are over',
        ru: 'У этого места есть незавершённые бронирования: сначала отмените их или дождитесь их окончания',
      })
    if (!(await repository.deleteUnbookedSpace(trx, id))) await repository.markSpaceDeleted(trx, id, at)
    await recordChange(trx, call, { entity: 'space', before, after: null }, deps.clock.now())
  })
}

async function lockVisibleSpace(
  trx: Tx,
  actor: Actor,
  id: string,
): Promise<SpaceRow & { accessNote: string }> {
  const space = await repository.lockSpaceForStaff(trx, id)
  if (!space || !(space.isActive || runsLocation(actor, space.locationId))) throw notFound()
  return space
}

async function assertTariffFits(trx: Tx, actor: Actor, tariffId: string, location: Location): Promise<void> {
  const tariff = await lockTariffShared(trx, actor, tariffId)
  if (tariff.locationId !== null && tariff.locationId !== location.id)
    throw invalidField('/tariffId', {
      en: 'is a tariff of another location',
      ru: 'относится к другой локации',
    })
  if (tariff.currency !== location.currency)
    throw invalidField('/tariffId', {
      en: `is in ${tariff.currency}, the location in ${location.currency}`,
      ru: `ведётся в ${tariff.currency}, а локация — в ${location.currency}`,
    })
}

/** The space, active or not; the caller checks whether the actor may use it. Raises `not_found`. */
export async function getSpaceUnchecked(db: Db, id: string): Promise<SpaceRow> {
  const space = await repository.findSpace(db, id)
  if (!space) throw notFound()
  return space
}

/** The space with the `xmin` of its row, which every change replaces. Undefined where the space does not exist. */
export const findSpaceWithXmin = (db: Db, id: string): Promise<(SpaceRow & { xmin: string }) | undefined> =>
  repository.findSpaceWithXmin(db, id)

/**
 * Locks the space: other transactions that book it, move a booking to it or close it wait. Spaces are locked before bookings and
 * wallets, several spaces by id. Raises `not_found`.
 */
export async function lockSpace(trx: Tx, id: string): Promise<SpaceRow> {
  const space = await repository.lockSpace(trx, id)
  if (!space) throw notFound()
  return space
}

/** Adds an approved review to a space's rating, or removes it. Locks the space's row. */
export const adjustRating = repository.adjustRating

/** Locks all spaces of a location, by id. */
export const lockSpacesOf = (trx: Tx, locationId: string) => repository.lockSpacesOf(trx, locationId)

/** Spaces that pass the filter, for queries that narrow them further. */
export const searchSpaces = (db: Db, filter: SpaceFilter) => repository.searchSpaces(db, filter)
