import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { withAccessNote } from '../../shared/access-note.ts'
import { type Actor, type Call, runsLocation } from '../../shared/call.ts'
import { newStamps } from '../../shared/ids.ts'
import { inUse, invalidField, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertVersion, changesNothing } from '../../shared/version.ts'
import { zoneNameOf } from '../../shared/zone.ts'
import { recordChange } from '../audit/audit.service.ts'
import * as repository from './location.repository.ts'
import type {
  ListedLocation,
  Location,
  LocationChange,
  LocationDetails,
  LocationQuery,
  NewLocation,
} from './location.schema.ts'
import * as view from './location.view.ts'

/** Active locations; the staff of inactive locations see them with `isActive=false`. */
export function listLocations(
  db: Db,
  actor: Actor | null,
  query: LocationQuery,
): Promise<Page<ListedLocation>> {
  const { isActive = true, ...page } = query
  const visibleIds = isActive || actor?.role === 'admin' ? undefined : (actor?.locationIds ?? [])
  return view.listLocations(db, { ...page, isActive }, visibleIds)
}

/** Raises `not_found`, also for an inactive location that the actor does not run. */
export async function getLocation(db: Db, actor: Actor | null, id: string): Promise<Location> {
  const location = await repository.findLocation(db, id)
  if (!location || !(location.isActive || runsLocation(actor, id))) throw notFound()
  return location
}

/** The location as a response: for its staff with `accessNote`. Raises as `getLocation`. */
export async function getLocationDetails(db: Db, actor: Actor | null, id: string): Promise<LocationDetails> {
  if (!runsLocation(actor, id)) return getLocation(db, actor, id)
  const location = await repository.findLocationForStaff(db, id)
  if (!location) throw notFound()
  return withAccessNote(location)
}

/** Raises `validation_failed` for a name that is no time zone. */
export async function createLocation(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  call: Call,
  input: NewLocation,
): Promise<LocationDetails> {
  const timeZone = readTimeZone(input.timeZone)
  const now = deps.clock.now()
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const location = await repository.insertLocation(trx, {
      address: '',
      description: '',
      currency: deps.config.CURRENCY,
      isActive: true,
      requiresShift: false,
      taxRate: null,
      ...input,
      timeZone,
      ...newStamps(now),
    })
    await recordChange(trx, call, { entity: 'location', before: null, after: location }, now)
    return withAccessNote(location)
  })
}

/**
 * For use cases that add a space or a tariff, give the location a tariff, or open a shift: waits while another transaction changes the
 * location or its opening hours, or closes the whole location; blocks such a transaction.
 */
export const lockLocationShared = (trx: Tx, id: string) => repository.lockLocationShared(trx, id)

/** For use cases that read a location and then write a row of it: the location stays until the transaction ends. Raises `not_found`. */
export async function lockLocationAgainstDeletion(trx: Tx, id: string): Promise<void> {
  if (!(await repository.lockLocationAgainstDeletion(trx, id))) throw notFound()
}

/**
 * For use cases that change when the whole location is open, by its hours or a closure: they run one at a time, and no space is
 * added meanwhile. Call it before any lock of a space. Raises `not_found`.
 */
export async function lockLocationAgainstNewSpaces(trx: Tx, id: string): Promise<void> {
  if (!(await repository.lockLocationAgainstNewSpaces(trx, id))) throw notFound()
}

/**
 * Locks the location. Raises `validation_failed` for a name that is no time zone, `not_found`, `precondition_failed`, and `in_use` for another
 * zone or currency while there are spaces, also deleted ones with bookings (every booking belongs to a space), and for another currency while a shift is open there.
 */
export async function updateLocation(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  change: LocationChange,
): Promise<LocationDetails> {
  const newZone = change.timeZone === undefined ? {} : { timeZone: readTimeZone(change.timeZone) }
  return inTransaction(deps, async (trx) => {
    const before = await repository.lockLocation(trx, id)
    if (!before) throw notFound()
    assertVersion(before.version, call.ifMatch)
    const fields = { ...change, ...newZone }
    if (changesNothing(before, fields)) return withAccessNote(before)
    const { timeZone = before.timeZone, currency = before.currency } = fields
    // The stored zone may have another letter case, because an earlier version stored the zone as the request wrote it.
    const changesZone = timeZone !== before.timeZone && timeZone !== zoneNameOf(before.timeZone)
    const changesZoneOrCurrency = changesZone || currency !== before.currency
    if (changesZoneOrCurrency && (await view.findSpaceOf(trx, id)))
      throw inUse({
        en: 'The time zone and the currency cannot change while the location has a space, or once a space of it has had bookings; add a new location instead',
        ru: 'Часовой пояс и валюту нельзя изменить, пока в локации есть места или если места в ней уже бронировали; добавьте новую локацию',
      })
    if (currency !== before.currency && (await view.findOpenShiftOf(trx, id)))
      throw inUse({
        en: 'A shift is open at this location: close it before you change the currency',
        ru: 'В этой локации открыта смена: закройте её, прежде чем менять валюту',
      })
    const now = deps.clock.now()
    const after = await repository.updateLocation(trx, id, { ...fields, updatedAt: toInstant(now) })
    await recordChange(trx, call, { entity: 'location', before, after }, now)
    return withAccessNote(after)
  })
}

/**
 * Locks the location, also against new bookings, and deletes it with the rows that are nothing without it, such as its opening hours
 * (`ON DELETE CASCADE`). Raises `not_found`,
 * `precondition_failed`, and `in_use` (through the other foreign keys) where it has rows that remain, such as a space, also a deleted
 * one, or a booking.
 */
export async function deleteLocation(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const before = await repository.lockLocation(trx, id)
    if (!before) throw notFound()
    assertVersion(before.version, call.ifMatch)
    await repository.deleteLocation(trx, id)
    await recordChange(trx, call, { entity: 'location', before, after: null }, deps.clock.now())
  })
}

/** Raises `validation_failed`. Pure. */
export function assertTimeZone({ timeZone }: Pick<LocationChange, 'timeZone'>): void {
  if (timeZone !== undefined) readTimeZone(timeZone)
}

/** The name of the zone as IANA writes it. Raises `validation_failed`. */
function readTimeZone(name: string): string {
  const zone = zoneNameOf(name)
  if (zone !== null) return zone
  throw invalidField('/timeZone', {
    en: 'must be the name of a time zone, such as Europe/Moscow',
    ru: 'должен быть названием часового пояса, например Europe/Moscow',
  })
}
