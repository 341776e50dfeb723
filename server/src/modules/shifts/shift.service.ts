import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call, runsLocation } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { invalidField, invalidTransition, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { recordChange } from '../audit/audit.service.ts'
import {
  getLocation,
  lockLocationAgainstDeletion,
  lockLocationShared,
} from '../locations/location.service.ts'
import { lockUserAgainstDeletion } from '../users/user.service.ts'
import { noOpenShift, otherCurrencyOfShift, shiftOpen } from './shift.problems.ts'
import * as repository from './shift.repository.ts'
import type { ListedShift, Shift, ShiftEntry, ShiftEntryQuery, ShiftQuery } from './shift.schema.ts'
import * as view from './shift.view.ts'

/** Shifts of a location, newest first. Raises `not_found`, `forbidden`. */
export async function listShifts(
  db: Db,
  actor: Actor,
  locationId: string,
  query: ShiftQuery,
): Promise<Page<ListedShift>> {
  await getLocation(db, actor, locationId)
  assertRunsLocation(actor, locationId)
  return view.listShifts(db, locationId, query)
}

/** Raises `not_found`, also for another person's shift of a location that the actor does not run. */
export async function getShift(db: Db, actor: Actor | null, id: string): Promise<Shift> {
  const shift = await view.findShift(db, id)
  if (!shift || !maySeeShift(actor, shift)) throw notFound()
  return shift
}

/** The cashier of a shift sees the shift also after losing the location, to close it and to open a shift at another location. Pure. */
const maySeeShift = (actor: Actor | null, shift: { locationId: string; userId: string }): boolean =>
  runsLocation(actor, shift.locationId) || shift.userId === actor?.id

/** The transfers of cash in a shift, newest first. Raises `not_found`, also for an actor who does not run its location. */
export async function listShiftEntries(
  db: Db,
  actor: Actor,
  id: string,
  query: ShiftEntryQuery,
): Promise<Page<ShiftEntry>> {
  const { locationId } = await getShift(db, actor, id)
  if (!runsLocation(actor, locationId)) throw notFound()
  return view.listEntries(db, id, query)
}

/**
 * Opens a shift of the actor in the location's currency. Locks the location in share mode, then the actor's account against deletion.
 * Raises `not_found`, `forbidden`, and `shift_open` with the open shift that the actor has.
 */
export async function openShift(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  locationId: string,
  { float }: { float: number },
): Promise<Shift> {
  const { actor } = call
  await getLocation(deps.db, actor, locationId)
  assertRunsLocation(actor, locationId)
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    // A change of the location's currency waits for this lock; it then finds the open shift, and is refused.
    await lockLocationShared(trx, locationId)
    const { currency } = await getLocation(trx, actor, locationId)
    await lockUserAgainstDeletion(trx, actor, actor.id)
    const now = deps.clock.now()
    const id = newId()
    const row = { id, locationId, userId: actor.id, currency, floatAmount: float, openedAt: toInstant(now) }
    while (!(await repository.insertShift(trx, row))) {
      const existing = await repository.lockOpenShiftShared(trx, actor.id)
      // A shift that was closed while its lock was awaited prevents none.
      if (existing) throw shiftOpen(undefined, { shiftId: existing.id, locationId: existing.locationId })
    }
    const shift = await getShift(trx, actor, id)
    await recordChange(trx, call, { entity: 'shift', before: null, after: shift }, now)
    return shift
  })
}

/**
 * Closes a shift with the cash that was counted; the difference to the expected cash is stored. Locks the shift, and so waits for all
 * transactions that take cash in it or pay it out. Raises `not_found`, `invalid_transition` where the shift is closed.
 */
export async function closeShift(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  { counted }: { counted: number },
): Promise<Shift> {
  const { actor } = call
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const locked = await repository.lockShift(trx, id)
    if (!locked || !maySeeShift(actor, locked)) throw notFound()
    if (locked.closedAt !== null) throw alreadyClosed()
    const before = await getShift(trx, actor, id)
    const now = Math.max(deps.clock.now(), Date.parse(before.openedAt))
    const closedAt = toInstant(now)
    const difference = counted - before.expected
    await repository.closeShift(trx, id, { counted, closedAt, closedBy: actor.id })
    if (difference !== 0) {
      const entry = { id: newId(), shiftId: id, kind: 'over_short', amount: difference, createdAt: closedAt }
      await repository.insertDifference(trx, entry)
    }
    const after = await getShift(trx, actor, id)
    await recordChange(trx, call, { entity: 'shift', before, after }, deps.clock.now())
    return after
  })
}

const alreadyClosed = () => invalidTransition({ en: 'This shift is closed', ru: 'Эта смена уже закрыта' })

type TransferByStaff = { channel: string | null; currency: string; locationId: string | undefined }
type LocationAndShift = { locationId: string | null; shiftId: string | null }

/**
 * The location and the shift of money that staff take or pay out. Cash in the shift's currency belongs to the actor's open shift at that
 * location. Cash in another currency, or of an actor without an open shift there, belongs to no shift, and is refused where the location
 * requires one. Without a named location, money by terminal or bank transfer has the only location of a manager. The location is locked against its
 * deletion, and the shift, so that it stays open until the transaction ends. Raises `not_found`, `forbidden`, `shift_required`, and `validation_failed` for cash where a manager of
 * several locations names no location.
 */
export async function findLocationAndShift(
  trx: Tx,
  actor: Actor,
  { channel, currency, locationId }: TransferByStaff,
): Promise<LocationAndShift> {
  const requested = locationId === undefined ? null : await getLockedLocation(trx, actor, locationId)
  if (requested) assertRunsLocation(actor, requested.id)
  if (channel === 'terminal' || channel === 'bank') {
    const hasOneLocation = actor.locationIds.length === 1
    const location = requested ?? (hasOneLocation ? await defaultLocationOf(trx, actor, undefined) : null)
    return { locationId: location?.id ?? null, shiftId: null }
  }
  if (channel !== 'cash') return { locationId: requested?.id ?? null, shiftId: null }
  if (!requested && actor.locationIds.length > 1)
    throw invalidField('/locationId', {
      en: 'is needed for cash, because you manage several locations',
      ru: 'нужна при наличных, потому что вы управляете несколькими локациями',
    })
  const openShiftOfActor = await repository.lockOpenShiftShared(trx, actor.id)
  // A shift at a location that the actor does not run any more takes no cash: it can only be closed.
  const usableShift =
    openShiftOfActor && runsLocation(actor, openShiftOfActor.locationId) ? openShiftOfActor : undefined
  const location = requested ?? (await defaultLocationOf(trx, actor, usableShift?.locationId))
  const shiftAtLocation = usableShift?.locationId === location?.id ? usableShift : undefined
  const belongsToShift = shiftAtLocation?.currency === currency
  if (location?.requiresShift && !belongsToShift)
    throw shiftAtLocation ? otherCurrencyOfShift(currency, shiftAtLocation.currency) : noOpenShift()
  return { locationId: location?.id ?? null, shiftId: belongsToShift ? shiftAtLocation.id : null }
}

/**
 * The default location of money at the front desk: the location of the open shift, or else the only location of a manager; null for an administrator without an
 * open shift. A manager of several locations has no default.
 */
const defaultLocationOf = (trx: Tx, actor: Actor, shiftLocationId: string | undefined) => {
  const id = shiftLocationId ?? actor.locationIds[0]
  return id === undefined ? null : getLockedLocation(trx, actor, id)
}

/** The location, locked against its deletion. Raises `not_found`. */
async function getLockedLocation(trx: Tx, actor: Actor, id: string) {
  await lockLocationAgainstDeletion(trx, id)
  return getLocation(trx, actor, id)
}
