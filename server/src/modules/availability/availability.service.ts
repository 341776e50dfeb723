import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { Problem } from '../../shared/problem.ts'
import { assertInterval } from '../../shared/problems.ts'
import { clip, instantsOf, minuteMs, subtract, type TimeRange, toMs } from '../../shared/time-range.ts'
import { findSlotsOfSpace, type TakenSlot } from '../calendar/calendar.view.ts'
import { contextOf } from '../quotes/quote.context.ts'
import {
  areAllActive,
  assertBookable,
  isPriceSurelyAllowed,
  loadTerms,
  mapKeyOf,
  quoteOf,
} from '../quotes/quote.service.ts'
import type { LocationAndTariff, TermsKey } from '../quotes/quote.terms.ts'
import { isOpen, openTimes } from '../schedule/schedule.hours.ts'
import type { SpaceFilter } from '../spaces/space.schema.ts'
import { getSpaceRow, type SpaceRow } from '../spaces/space.service.ts'
import type { BookingContext } from '../tariffs/tariff.limits.ts'
import type { Quote } from '../tariffs/tariff.schema.ts'
import { type Buffers, slotOf, withBuffers, withOppositeBuffers } from './availability.buffers.ts'
import type { SpaceAvailability, SpaceAvailabilityQuery } from './availability.schema.ts'
import type { AcceptedKey } from './availability.view.ts'

/**
 * The next instant at which the passing of time may change what can be booked: the next whole minute, or the next due time of a booking
 * if that is earlier, because a booking frees its slot then. The rules of tariffs change their result only at whole minutes, because
 * steps, lead times and local midnights lie on them. Where `now` is a whole minute, the result is one millisecond later, because a booking
 * that starts at `now` is refused from then on.
 */
export const offersChangeAt = async (deps: Pick<Deps, 'nextDue'>, now: number): Promise<number> =>
  Math.min(Math.max(wholeMinute(now), now + 1), await deps.nextDue(now))

const wholeMinute = (now: number): number => Math.ceil(now / minuteMs) * minuteMs

/** Raises `not_found`, `invalid_interval`. */
export async function getSpaceAvailability(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor | null,
  spaceId: string,
  query: SpaceAvailabilityQuery,
): Promise<SpaceAvailability> {
  const during = { start: toMs(query.from), end: toMs(query.to) }
  const space = await getSpaceRow(deps.db, actor, spaceId)
  assertInterval(during)
  const terms = await loadTerms(deps.db, space, during)
  const open = openTimes(terms.schedule, during)
  const now = deps.clock.now()
  const taken = await findSlotsOfSpace(deps.db, spaceId, withBuffers(during, space), now)
  return availabilityOfSpace(space, {
    during,
    now,
    open,
    taken,
    isActive: areAllActive(terms, space.isActive),
  })
}

type LoadedAvailability = {
  during: TimeRange
  now: number
  open: TimeRange[]
  taken: TakenSlot[]
  /** Whether the space, its location and its tariff are all active: otherwise no time is free. */
  isActive: boolean
}

/** The availability of a space whose opening times and taken slots are loaded. Pure. */
export function availabilityOfSpace(
  space: Buffers,
  { during, now, open, taken, isActive }: LoadedAvailability,
): SpaceAvailability {
  const slots = taken.map(slotOf)
  // Bookings start on whole minutes only, so the free time begins at the next whole minute.
  const openFromNow = isActive ? clip(open, { ...during, start: wholeMinute(now) }) : []
  return {
    open: open.map(instantsOf),
    busy: clip(slots, during).map(instantsOf),
    free: freeTimes(openFromNow, slots, space).map(instantsOf),
  }
}

// A month may hold thousands of short bookings.
const maxTaken = 1_000

/**
 * The first 1,000 bookings that block a booking of `during` (buffers included on both sides), as their own times without buffers.
 */
export async function findConflictingTimes(
  db: Db,
  space: SpaceRow,
  during: TimeRange,
  now: number,
  movedBookingId: string | null,
) {
  const taken = await findSlotsOfSpace(db, space.id, withBuffers(during, space), now, movedBookingId)
  return taken.slice(0, maxTaken).map(({ startsAt, endsAt }) => ({ startsAt, endsAt }))
}

/** The times where a booking without its buffers may lie: its buffers must not overlap a taken slot on either side. */
export const freeTimes = (open: TimeRange[], slots: TimeRange[], space: Buffers): TimeRange[] =>
  subtract(
    open,
    slots.map((slot) => withOppositeBuffers(slot, space)),
  )

/** The actor who requests a booking, and the owner of the booking. */
export type ActorAndOwner = { actor: Actor | null; userId: string | null }

/**
 * The keys of the terms that accept a booking of `during`, with the price. The checks depend only on the terms and on whether
 * the space requires approval, so they are made once for all spaces with equal terms.
 */
export async function findBookableTerms(
  deps: Pick<Deps, 'clock' | 'loadAllTerms'>,
  { actor, userId }: ActorAndOwner,
  { locationId }: Pick<SpaceFilter, 'locationId'>,
  during: TimeRange,
): Promise<{ keys: AcceptedKey[]; quoteFor(key: TermsKey): Quote }> {
  const now = deps.clock.now()
  const all = await deps.loadAllTerms()
  const candidates = all.filter((terms) => locationId?.includes(terms.locationId) ?? true)
  const schedules = new Set(candidates.map(({ schedule }) => schedule))
  const openSchedules = new Set([...schedules].filter((schedule) => isOpen(schedule, during)))
  const termsByKey = new Map<string, LocationAndTariff>()
  const quotes = new Map<string, Quote>()
  const quoteFor = (key: TermsKey): Quote => {
    const mapKey = mapKeyOf(key)
    const quote = quotes.get(mapKey) ?? quoteOf(termsByKey.get(mapKey) as LocationAndTariff, during)
    quotes.set(mapKey, quote)
    return quote
  }
  const keys: AcceptedKey[] = []
  for (const terms of candidates) {
    const { locationId, tariffId, schedule } = terms
    if (!openSchedules.has(schedule)) continue
    const key = { locationId, tariffId }
    termsByKey.set(mapKeyOf(key), terms)
    const context = contextOf(actor, { locationId, requiresApproval: false }, userId, now)
    const contextWithApproval = contextOf(actor, { locationId, requiresApproval: true }, userId, now)
    const isAccepted = (bookingContext: BookingContext) =>
      unlessRefused(() => {
        assertBookable(terms, during, bookingContext, true)
        return true
      }) ?? false
    // Computing a price is expensive: where there surely is one, it is computed only for the terms whose price is shown.
    const isPriced = () => isPriceSurelyAllowed(terms, during) || unlessRefused(() => quoteFor(key)) !== null
    if (!isAccepted(context) || !isPriced()) continue
    keys.push({
      ...key,
      // The two contexts differ only in bookings that start now, or have started.
      withApproval: during.start > now || isAccepted(contextWithApproval),
    })
  }
  return { keys, quoteFor }
}

/** The result, or null where a check refused; errors that are no problems are thrown again. */
export function unlessRefused<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
