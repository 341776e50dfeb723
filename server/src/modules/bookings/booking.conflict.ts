import type { Tx } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { Problem } from '../../shared/problem.ts'
import type { TimeRange } from '../../shared/time-range.ts'
import { findAlternatives, type Moved } from '../availability/availability.alternatives.ts'
import { takenTimes } from '../availability/availability.service.ts'
import { getSpaceRow, type SpaceRow } from '../spaces/space.service.ts'
import { bookingConflict } from './booking.problems.ts'

/** Raises `booking_conflict` with the bookings in the way. The space must be locked. */
export async function assertFree(
  trx: Tx,
  space: SpaceRow,
  during: TimeRange,
  movedBookingId: string | null = null,
): Promise<void> {
  const taken = await takenTimes(trx, space, during, movedBookingId)
  if (taken.length > 0) throw bookingConflict(undefined, { taken, alternatives: [] })
}

type Wish = { spaceId: string; during: TimeRange; moved: Moved | null }

/**
 * Runs `work` and adds to its `booking_conflict` what would work instead. That is looked up after the transaction has
 * let go of the space: at a rush nobody waits for the losers' advice. `findWish` says what was wanted; null where
 * nothing else would do.
 */
export async function adviseOnConflict<T>(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  findWish: () => Promise<Wish | null>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== bookingConflict) throw error
    const wish = await findWish()
    if (!wish) throw error
    const { spaceId, ...rest } = wish
    const space = await getSpaceRow(deps.db, spaceId)
    const alternatives = await findAlternatives(deps, actor, { space, ...rest })
    throw bookingConflict(error.detail, { ...error.extras, alternatives })
  }
}
