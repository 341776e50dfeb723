import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { dayMs, type TimeRange, toInstant } from '../../shared/time-range.ts'
import { findSlotsOfSpace } from '../calendar/calendar.view.ts'
import { contextOf } from '../quotes/quote.context.ts'
import { assertBookable, loadTerms, quoteOf } from '../quotes/quote.service.ts'
import { assertOpen, openTimes } from '../schedule/schedule.hours.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import { slotOf, withBuffers } from './availability.buffers.ts'
import { findBookableTerms, freeTimes, unlessRefused } from './availability.service.ts'
import { stepsNear } from './availability.steps.ts'
import * as view from './availability.view.ts'

export type Alternative = { spaceId: string; startsAt: string; endsAt: string; total: number }

/** A booking that is being moved: its own time counts as free, and its present space and time are no alternative. */
export type MovedBooking = {
  bookingId: string
  spaceId: string
  during: TimeRange
  /** Whether it may move to a space that requires approval. */
  mayMoveToApprovalSpace: boolean
  /** The latest start that the move may give it. */
  latestStart: number
}

/** The requested booking of `userId`; `moved` where it is a move. */
type RequestedBooking = { space: SpaceRow; during: TimeRange; userId: string; moved: MovedBooking | null }

const isAtPresentTime = (moved: MovedBooking | null, { start, end }: TimeRange): moved is MovedBooking =>
  moved?.during.start === start && moved.during.end === end

const maxAlternatives = 5
// Other starts in the requested space are searched within this distance of the requested time.
const searchDistanceMs = 7 * dayMs

/**
 * Up to five bookings that would be accepted now if the wallet holds their price: similar spaces in the same location at the requested
 * time, then the requested space at other times of the same length. Ordered by the distance of the start, then by price.
 */
export async function findAlternatives(
  deps: Pick<Deps, 'db' | 'clock' | 'loadAllTerms'>,
  actor: Actor,
  requested: RequestedBooking,
): Promise<Alternative[]> {
  const elsewhere = await sameTimeElsewhere(deps, actor, requested)
  const missing = maxAlternatives - elsewhere.length
  return missing > 0 ? [...elsewhere, ...(await sameSpaceNearby(deps, actor, requested, missing))] : elsewhere
}

/** Spaces of the same type with at least the same capacity, by price. */
async function sameTimeElsewhere(
  deps: Pick<Deps, 'db' | 'clock' | 'loadAllTerms'>,
  actor: Actor,
  { space, during, userId, moved }: RequestedBooking,
): Promise<Alternative[]> {
  const filter = { locationId: [space.locationId], type: [space.type], minCapacity: space.capacity }
  const { keys, quoteFor } = await findBookableTerms(deps, { actor, userId }, filter, during)
  const excluded = isAtPresentTime(moved, during) ? [space.id, moved.spaceId] : [space.id]
  const found: Alternative[] = []
  const byPrice = keys.sort((a, b) => quoteFor(a).total - quoteFor(b).total)
  for (const key of byPrice) {
    const rows = await view
      .searchFreeSpaces(deps.db, filter, [key], during, deps.clock.now(), moved?.bookingId)
      .where('spaces.id', 'not in', excluded)
      .$if(moved?.mayMoveToApprovalSpace === false, (query) =>
        query.where('spaces.requiresApproval', '=', false),
      )
      .orderBy('spaces.nameKey')
      .orderBy('spaces.id')
      .limit(maxAlternatives - found.length)
      .execute()
    found.push(...rows.map((row) => alternativeOf(row.id, during, quoteFor(key).total)))
    if (found.length === maxAlternatives) break
  }
  return found
}

/** Up to `count` bookings of the same length in the requested space, up to a week before or after; the nearest first, then by price. */
async function sameSpaceNearby(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  { space, during, userId, moved }: RequestedBooking,
  count: number,
): Promise<Alternative[]> {
  const now = deps.clock.now()
  const around = {
    // Staff may book the running step, which began a day ago at most, or some hours more where the clock changes.
    start: Math.max(now - 2 * dayMs, during.start - searchDistanceMs),
    end: during.end + searchDistanceMs,
  }
  if (around.start >= around.end) return []
  const terms = await loadTerms(deps.db, space, around)
  const slots = withBuffers(around, space)
  const taken = await findSlotsOfSpace(deps.db, space.id, slots, now, moved?.bookingId)
  const gaps = freeTimes(openTimes(terms.schedule, around), taken.map(slotOf), space)
  const length = during.end - during.start
  const context = contextOf(actor, space, userId, now)
  const distanceOf = (start: number) => Math.abs(start - during.start)
  const starts = gaps
    .map((gap) => ({ start: gap.start, end: gap.end - length + 1 }))
    // One more than needed, because the requested start and the present time of a moved booking are left out.
    .flatMap((possible) => stepsNear(possible, during.start, terms, maxAlternatives + 1))
    .filter((start) => start !== during.start && (!moved || start <= moved.latestStart))
    .sort((a, b) => distanceOf(a) - distanceOf(b))
  const found: (Alternative & { distance: number })[] = []
  for (const start of starts) {
    // Computing a price is expensive, so it is done only for a start that is as near as the last alternative of the result.
    if (distanceOf(start) > (found[count - 1]?.distance ?? Number.POSITIVE_INFINITY)) break
    const candidate = { start, end: start + length }
    if (isAtPresentTime(moved, candidate) && moved.spaceId === space.id) continue
    const quote = unlessRefused(() => {
      assertBookable(terms, candidate, context, space.isActive)
      assertOpen(terms.schedule, candidate)
      return quoteOf(terms, candidate)
    })
    if (quote) found.push({ distance: distanceOf(start), ...alternativeOf(space.id, candidate, quote.total) })
  }
  return found
    .sort((a, b) => a.distance - b.distance || a.total - b.total)
    .slice(0, count)
    .map(({ distance: _, ...rest }) => rest)
}

const alternativeOf = (spaceId: string, { start, end }: TimeRange, total: number): Alternative => ({
  spaceId,
  startsAt: toInstant(start),
  endsAt: toInstant(end),
  total,
})
