import type { Db, Tx } from '../../db/db.ts'
import { isTemporary } from '../../db/failures.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { createLoadSharing, createSequentialLoadSharing } from '../../shared/coalesce.ts'
import { Problem, problemOfConstraint } from '../../shared/problem.ts'
import { unavailable } from '../../shared/problems.ts'
import type { TimeRange } from '../../shared/time-range.ts'
import {
  type Alternative,
  findAlternatives,
  type MovedBooking,
} from '../availability/availability.alternatives.ts'
import { findConflictingTimes } from '../availability/availability.service.ts'
import { getSpaceUnchecked, type SpaceRow } from '../spaces/space.service.ts'
import { applyDueTransitionsOfSpace } from './booking.due.ts'
import { bookingConflict } from './booking.problems.ts'

type ConflictQuery = { during: TimeRange; now: number; movedBookingId?: string }

/**
 * Raises `booking_conflict` with the taken times. First it writes the changes of the due bookings in the space, so that they cause
 * no conflict. The caller must hold the lock of the space. Locks the due bookings, and the wallets to which expired ones are refunded.
 */
export async function assertFree(
  trx: Tx,
  space: SpaceRow,
  { during, now, movedBookingId }: ConflictQuery,
): Promise<void> {
  await applyDueTransitionsOfSpace(trx, space.id, now)
  const taken = await findConflictingTimes(trx, space, during, now, movedBookingId ?? null)
  if (taken.length > 0) throw bookingConflict(undefined, { taken, alternatives: [] })
}

type AlternativesDeps = Pick<Deps, 'db' | 'clock' | 'loadAllTerms' | 'queryQueue' | 'bookingQueue'>
type AlternativesRequest = { spaceId: string; during: TimeRange; userId: string; moved: MovedBooking | null }

/**
 * Runs `work` in the queue of bookings, and adds the alternatives to its `booking_conflict`. The alternatives are looked up after
 * the transaction has released the space and the work has left the queue, so that with many requests at once, no other request
 * waits for the alternatives of a refused one. `getAlternativesRequest` returns the space and the time to which alternatives are looked up, or null where
 * no alternative is possible.
 */
export async function withAlternatives<T>(
  deps: AlternativesDeps,
  actor: Actor,
  getAlternativesRequest: () => Promise<AlternativesRequest | null>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await deps.bookingQueue(actor.id, work)
  } catch (error) {
    const conflict = conflictOf(error)
    if (!conflict) throw error
    const requested = await getAlternativesRequest().catch(nullIfBusy)
    if (!requested) throw conflict
    const alternatives = (await findSharedAlternatives(deps, actor, requested).catch(nullIfBusy)) ?? []
    throw bookingConflict(conflict.detail, { ...conflict.extras, alternatives })
  }
}

/** The `booking_conflict` of `assertFree`, or of the constraint (for a row that was not written by this service); null for other errors. */
function conflictOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error.type === bookingConflict ? error : null
  const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : ''
  return problemOfConstraint(constraint) === bookingConflict
    ? bookingConflict(undefined, { taken: [], alternatives: [] })
    : null
}

/**
 * Null where the service or its database is too busy for the alternatives, or the database cannot be reached. `unavailable` would ask the
 * client to try again, and the same request would only meet the conflict again.
 */
function nullIfBusy(error: unknown): null {
  if (isTemporary(error) || (error instanceof Problem && error.type === unavailable)) return null
  throw error
}

const createLookUps = () => ({
  /** Calls that wait in the queue of queries share the look-up that the first of them begins. */
  shareWhileQueued: createLoadSharing<Alternative[]>({ timeoutMs: lookUpTimeoutMs, sharedUntil: 'begin' }),
  /** Look-ups that begin while another look-up runs share the next look-up. */
  shareWhileRunning: createSequentialLoadSharing<Alternative[]>(),
})
// The deadline of a shared look-up: it has to cover the look-up that is running and the next one.
const lookUpTimeoutMs = 10_000
const lookUps = new WeakMap<Db, ReturnType<typeof createLookUps>>()

/**
 * When many requests arrive at once, most of those that are refused want one slot, so they share one look-up. Callers share a look-up
 * until it begins. Later callers share the next one, because they must not get data that was read before their refusal. The rules for
 * staff may differ from actor to actor, so each of them has a separate look-up. A shared look-up waits in the queue of queries once for
 * each caller, under that caller's queue key, and begins when the first of these waits ends.
 */
function findSharedAlternatives(
  deps: AlternativesDeps,
  actor: Actor,
  { spaceId, userId, ...rest }: AlternativesRequest,
): Promise<Alternative[]> {
  const { shareWhileQueued, shareWhileRunning } = lookUps.get(deps.db) ?? createLookUps()
  lookUps.set(deps.db, { shareWhileQueued, shareWhileRunning })
  const key = JSON.stringify([spaceId, rest, actor.role === 'member' ? null : [actor.id, userId]])
  const lookUp = async () => {
    const space = await getSpaceUnchecked(deps.db, spaceId)
    return findAlternatives(deps, actor, { space, userId, ...rest })
  }
  return shareWhileQueued(
    key,
    () => shareWhileRunning(key, lookUp),
    (work) => deps.queryQueue(actor.id, work),
  )
}
