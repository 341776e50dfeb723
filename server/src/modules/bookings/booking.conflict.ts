import type { Db, Tx } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { createCoalescer, createSharedLoads } from '../../shared/coalesce.ts'
import { Problem } from '../../shared/problem.ts'
import { unavailable } from '../../shared/problems.ts'
import type { TimeRange } from '../../shared/time-range.ts'
import { type Alternative, findAlternatives, type Moved } from '../availability/availability.alternatives.ts'
import { takenTimes } from '../availability/availability.service.ts'
import { getSpaceRow, type SpaceRow } from '../spaces/space.service.ts'
import { bookingConflict } from './booking.problems.ts'
import { settleSpace } from './booking.settle.ts'

type Ask = { during: TimeRange; now: number; movedBookingId?: string }

/**
 * Raises `booking_conflict` with the bookings in the way. The space must be locked. Locks the bookings that time has
 * ended without anybody having written it down, and the wallets of expired ones: they are in nobody's way.
 */
export async function assertFree(
  trx: Tx,
  space: SpaceRow,
  { during, now, movedBookingId }: Ask,
): Promise<void> {
  await settleSpace(trx, space.id, now)
  const taken = await takenTimes(trx, space, during, now, movedBookingId ?? null)
  if (taken.length > 0) throw bookingConflict(undefined, { taken, alternatives: [] })
}

type AdviceDeps = Pick<Deps, 'db' | 'clock' | 'allTerms' | 'turns' | 'bookingTurns'>
type Wish = { spaceId: string; during: TimeRange; moved: Moved | null }

/**
 * Runs `work` in a turn of the actor and adds to its `booking_conflict` what would work instead. That is looked up after the transaction has
 * let go of the space, and its turn is over: at a rush nobody waits for the losers' advice. `findWish` says what was wanted; null where
 * nothing else would do.
 */
export async function adviseOnConflict<T>(
  deps: AdviceDeps,
  actor: Actor,
  findWish: () => Promise<Wish | null>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await deps.bookingTurns(actor.id, work)
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== bookingConflict) throw error
    const wish = await findWish()
    if (!wish) throw error
    const alternatives = await advise(deps, actor, wish).catch(noneWhereBusy)
    throw bookingConflict(error.detail, { ...error.extras, alternatives })
  }
}

/** Without advice the conflict is still the answer: "try again" would only bring it once more. */
function noneWhereBusy(error: unknown): Alternative[] {
  if (error instanceof Problem && error.type === unavailable) return []
  throw error
}

const createLookUps = () => ({
  waiting: createSharedLoads<Alternative[]>(adviceMs, 'begin'),
  running: createCoalescer<Alternative[]>(),
})
// The run that is under way, and the next one.
const adviceMs = 10_000
const lookUps = new WeakMap<Db, ReturnType<typeof createLookUps>>()

/**
 * At a rush most losers ask for the same; they share the look-up. Rules may treat staff otherwise, so each looks by itself. It begins
 * when the turn of any of them comes, because it costs several queries.
 */
function advise(deps: AdviceDeps, actor: Actor, { spaceId, ...rest }: Wish): Promise<Alternative[]> {
  const { waiting, running } = lookUps.get(deps.db) ?? createLookUps()
  lookUps.set(deps.db, { waiting, running })
  const key = JSON.stringify([spaceId, rest, actor.role === 'member' ? null : actor.id])
  const lookUp = async () => {
    const space = await getSpaceRow(deps.db, spaceId)
    return findAlternatives(deps, actor, { space, ...rest })
  }
  return waiting(
    key,
    () => running(key, lookUp),
    (work) => deps.turns(actor.id, work),
  )
}
