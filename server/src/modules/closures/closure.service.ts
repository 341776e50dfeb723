import type { Db, Tx } from '../../db/db.ts'
import { storeResponse, withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call, runsLocation } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { assertInterval, inUse, notFound } from '../../shared/problems.ts'
import { toInstant, toMs } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { cancelAll, lockLiveInSpaces, setAwaitingCancellation } from '../bookings/booking.closure.ts'
import { getLocation, lockLocationAgainstNewSpaces } from '../locations/location.service.ts'
import { getSpace, lockSpace, lockSpacesOf } from '../spaces/space.service.ts'
import { hasRemaining, insertCancellations } from './closure.cancel.repository.ts'
import { batchSize, cancelRemaining } from './closure.cancel.ts'
import { closureConflict } from './closure.problems.ts'
import * as repository from './closure.repository.ts'
import type { Closure, ClosureQuery, CreatedClosure, NewClosure } from './closure.schema.ts'

/** Raises `not_found`. */
export async function listClosures(
  db: Db,
  actor: Actor | null,
  locationId: string,
  query: ClosureQuery,
): Promise<Page<Closure>> {
  await getLocation(db, actor, locationId)
  return repository.listClosures(db, locationId, query, runsLocation(actor, locationId))
}

/** Raises `not_found` where there is no such closure, and for one of an inactive space where the actor does not run the location. */
export async function assertClosureExists(
  db: Db,
  actor: Actor | null,
  { id, closureId }: { id: string; closureId: string },
): Promise<void> {
  await getLocation(db, actor, id)
  if (!(await repository.findClosure(db, id, closureId, runsLocation(actor, id)))) throw notFound()
}

/**
 * Closes a location, or one space of it, for a time. Bookings in that time prevent the closure, unless `cancelBookingIds` names
 * each of them, or, without that list, `cancelBookings` is set: then they are cancelled with a full refund. Locks the location (when all of
 * it is closed), the spaces, the bookings, the wallets, so that no booking can be made in that time meanwhile.
 *
 * More bookings than one transaction should hold are cancelled in batches after the closure is committed; the committed closure
 * prevents new bookings, and the response waits for the last batch. If the process is killed, the jobs (closure.jobs.ts) cancel the
 * remaining bookings, or a repeated request with the same key does. Until the last batch, the response stored under the key is the
 * closure without `cancelledBookingIds`.
 *
 * Raises, in this order, `not_found`, `forbidden`, `invalid_interval`, `closure_conflict`.
 */
export async function createClosure(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  locationId: string,
  input: NewClosure,
  cancelBookings: boolean,
): Promise<CreatedClosure> {
  const during = { start: toMs(input.from), end: toMs(input.to) }
  const created = await withIdempotency<StoredClosure>(deps, call.idempotencyKey, async (trx) => {
    await getLocation(trx, call.actor, locationId)
    if (input.spaceId) await assertSpaceOf(trx, call.actor, locationId, input.spaceId)
    assertRunsLocation(call.actor, locationId)
    assertInterval(during)
    const spaceIds = await lockSpacesToClose(trx, locationId, input.spaceId ?? null)
    const now = deps.clock.now()
    const bookings = await lockLiveInSpaces(trx, spaceIds, during, now)
    const bookingIds = bookings.map((booking) => booking.id)
    if (!mayCancel(bookingIds, input.cancelBookingIds, cancelBookings))
      throw closureConflict(undefined, { bookingIds })
    const actorId = call.actor.id
    const fitsOneBatch = bookings.length <= batchSize
    if (fitsOneBatch) await cancelAll(trx, bookings, input.reason || null, { actorId, now })
    const closure = await repository.insertClosure(trx, {
      id: newId(),
      locationId,
      spaceId: input.spaceId ?? null,
      reason: input.reason ?? '',
      startsAt: input.from,
      endsAt: input.to,
      createdAt: toInstant(now),
    })
    if (!fitsOneBatch) {
      await insertCancellations(trx, { closureId: closure.id, actorId, bookingIds })
      await setAwaitingCancellation(trx, bookingIds, true)
    }
    const after = fitsOneBatch ? { ...closure, cancelledBookingIds: bookingIds } : closure
    const auditEvent = { actorId, action: 'create', entity: 'closure', entityId: closure.id } as const
    await record(trx, { ...auditEvent, before: null, after }, now)
    return after
  })
  if (isComplete(created)) return created
  const response = { ...created, cancelledBookingIds: await cancelRemaining(deps, created.id) }
  if (call.idempotencyKey) await storeResponse(deps.db, call.idempotencyKey, { stored: created, response })
  return response
}

/**
 * Deletes a closure. Locks it. Raises `not_found`, `forbidden`, and `in_use` while it still has bookings to cancel, because the
 * bookings before them are already cancelled and refunded.
 */
export async function deleteClosure(
  deps: Pick<Deps, 'db' | 'clock'>,
  { actor }: Call,
  { id: locationId, closureId }: { id: string; closureId: string },
): Promise<void> {
  await inTransaction(deps, async (trx) => {
    await assertClosureExists(trx, actor, { id: locationId, closureId })
    assertRunsLocation(actor, locationId)
    // This is checked before the lock, too, because a batch holds the lock for as long as it runs.
    await assertFinished(trx, closureId)
    const before = await repository.lockClosure(trx, closureId)
    if (!before) throw notFound()
    await assertFinished(trx, closureId)
    await repository.deleteClosureRow(trx, closureId)
    const auditEvent = {
      actorId: actor.id,
      action: 'delete',
      entity: 'closure',
      entityId: closureId,
    } as const
    await record(trx, { ...auditEvent, before, after: null }, deps.clock.now())
  })
}

async function assertFinished(trx: Tx, closureId: string): Promise<void> {
  if (await hasRemaining(trx, closureId))
    throw inUse({
      en: 'This closure is still cancelling bookings; try again when it has finished',
      ru: 'Бронирования на время этого закрытия ещё отменяются; повторите, когда отмена завершится',
    })
}

/** Whether the caller has allowed to cancel all of these bookings: each by its id, or, without a list of ids, all together. */
function mayCancel(bookingIds: string[], allowedIds: string[] | undefined, cancelBookings: boolean): boolean {
  if (!allowedIds) return cancelBookings || bookingIds.length === 0
  const allowed = new Set(allowedIds)
  return bookingIds.every((id) => allowed.has(id))
}

/** The response stored under a key: without `cancelledBookingIds` while the batches of a large closure still run. */
type StoredClosure = Closure | CreatedClosure

const isComplete = (closure: StoredClosure): closure is CreatedClosure => 'cancelledBookingIds' in closure

/** Raises `not_found` for a space of another location, or a space that the actor may not see. */
async function assertSpaceOf(trx: Tx, actor: Actor, locationId: string, spaceId: string): Promise<void> {
  const space = await getSpace(trx, actor, spaceId)
  if (space.locationId !== locationId) throw notFound()
}

/** Locks the spaces to be closed, and the location where all of it is closed. Raises `not_found`. */
async function lockSpacesToClose(trx: Tx, locationId: string, spaceId: string | null): Promise<string[]> {
  if (spaceId !== null) return [(await lockSpace(trx, spaceId)).id]
  await lockLocationAgainstNewSpaces(trx, locationId)
  return (await lockSpacesOf(trx, locationId)).map((space) => space.id)
}
