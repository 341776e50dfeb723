import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import {
  dayMs,
  hourMs,
  instantsOf,
  minuteMs,
  minutesOf,
  type TimeRange,
  toInstant,
} from '../../shared/time-range.ts'
import { findJoinedSlotsBySpace } from '../calendar/calendar.view.ts'
import { contextOf } from '../quotes/quote.context.ts'
import { areAllActive, assertBookable, mapKeyOf, quoteOf } from '../quotes/quote.service.ts'
import type { KeyedTerms } from '../quotes/quote.terms.ts'
import { nextOpeningAfter, openingSearchMs, openTimes, type Schedule } from '../schedule/schedule.hours.ts'
import type { SpaceFilter } from '../spaces/space.schema.ts'
import { nearestDurationMinutes } from '../tariffs/tariff.limits.ts'
import { type Buffers, longestBufferMs } from './availability.buffers.ts'
import type { NextBooking } from './availability.schema.ts'
import { freeTimes, unlessRefused } from './availability.service.ts'
import { stepsIn } from './availability.steps.ts'
import * as view from './availability.view.ts'

const maxStarts = 5
const maxSpaces = 200
// The first window of the search ends some hours after the next opening: it nearly always contains the nearest starts. Where nearly all is
// taken, the search widens to two days, and then to two weeks. It does not begin with two weeks, because 200 spaces have many bookings in that
// time.
const afterOpeningMs = 4 * hourMs
const horizonsMs = [2 * dayMs, 14 * dayMs] as const

type Candidate = Buffers & {
  id: string
  requiresApproval: boolean
  terms: KeyedTerms
  durationMs: number
  schedule: Schedule
}
type Start = { candidate: Candidate; start: number }

/**
 * What can be booked instead of `during`, from its start (or from now, if that is later). `nextOpening`: when a space
 * that passes the filter next opens. `nextFree`: up to five bookings, ordered by start, then by price. The duration of each is the
 * duration nearest to the requested one that its tariff allows.
 */
export async function findNext(
  deps: Pick<Deps, 'db' | 'clock' | 'loadAllTerms'>,
  actor: Actor | null,
  filter: SpaceFilter,
  during: TimeRange,
): Promise<{ nextOpening: string | null; nextFree: NextBooking[] }> {
  const now = deps.clock.now()
  const from = Math.max(during.start, now)
  const candidates = await findCandidates(deps, filter, minutesOf(during))
  if (candidates.length === 0) return { nextOpening: null, nextFree: [] }
  const ids = candidates.map(({ id }) => id)
  const closed = await view.findClosedIntervals(deps.db, ids, { start: from, end: from + openingSearchMs })
  const withClosures = candidates.map((candidate) => {
    const ownClosures = closed.get(candidate.id)
    const { schedule } = candidate
    return ownClosures
      ? { ...candidate, schedule: { ...schedule, closures: [...schedule.closures, ...ownClosures] } }
      : candidate
  })
  const nextOpening = findNextOpening(withClosures, from)
  return {
    nextOpening: nextOpening === null ? null : toInstant(nextOpening),
    nextFree: await findNextFree(deps.db, actor, withClosures, { from, nextOpening, now }),
  }
}

/** Searches longer and longer horizons, until one contains enough starts: a start after that horizon is later than these. */
async function findNextFree(
  db: Db,
  actor: Actor | null,
  candidates: Candidate[],
  { from, nextOpening, now }: { from: number; nextOpening: number | null; now: number },
): Promise<NextBooking[]> {
  const ids = candidates.map(({ id }) => id)
  const longest = Math.max(...candidates.map(({ durationMs }) => durationMs))
  const firstHorizonMs = Math.min((nextOpening ?? from) - from + afterOpeningMs, horizonsMs[1])
  let found: NextBooking[] = []
  for (const horizonMs of [firstHorizonMs, ...horizonsMs.filter((ms) => ms > firstHorizonMs)]) {
    const window = { start: from, end: from + horizonMs }
    const around = { start: from - longestBufferMs, end: window.end + longest + longestBufferMs }
    const taken = await findJoinedSlotsBySpace(db, ids, around, now)
    found = pickNearest(findStarts(candidates, taken, window, now), actor, now)
    if (found.length === maxStarts) break
  }
  return found
}

/** The first active spaces, by name, whose location and tariff are active and which pass the filter. */
async function findCandidates(
  deps: Pick<Deps, 'db' | 'loadAllTerms'>,
  filter: SpaceFilter,
  minutes: number,
): Promise<Candidate[]> {
  const activeTerms = (await deps.loadAllTerms()).filter((terms) => areAllActive(terms, true))
  const durations = new Map(
    activeTerms.map((terms) => [terms, nearestDurationMinutes(terms.tariff, minutes)]),
  )
  const termsByKey = new Map(activeTerms.map((terms) => [mapKeyOf(terms), terms]))
  const spaces = await view.listActiveSpaces(deps.db, filter, activeTerms, maxSpaces)
  return spaces.flatMap((space) => {
    const terms = termsByKey.get(mapKeyOf(space))
    const durationMinutes = terms && durations.get(terms)
    return durationMinutes
      ? { ...space, terms, durationMs: durationMinutes * minuteMs, schedule: terms.schedule }
      : []
  })
}

function findNextOpening(candidates: Candidate[], from: number): number | null {
  const schedules = new Set(candidates.map(({ schedule }) => schedule))
  const openings = [...schedules].map((schedule) => nextOpeningAfter(schedule, from))
  const first = Math.min(...openings.map((opening) => opening ?? Number.POSITIVE_INFINITY))
  return Number.isFinite(first) ? first : null
}

/**
 * The first starts of each space within `window`, by start. No more than `maxStarts` are picked in total; one more of each space is
 * found, because a booking that awaits an approval may not start now.
 */
function findStarts(
  candidates: Candidate[],
  taken: Map<string, TimeRange[]>,
  window: TimeRange,
  now: number,
): Start[] {
  // Spaces without closures of their own share the open times of their location.
  const openByKey = new Map<string, TimeRange[]>()
  const openTimesOf = ({ schedule, durationMs, id, terms }: Candidate) => {
    const key = schedule === terms.schedule ? `${terms.locationId} ${durationMs}` : id
    const cached = openByKey.get(key) ?? openTimes(schedule, { ...window, end: window.end + durationMs })
    openByKey.set(key, cached)
    return cached
  }
  const starts = candidates.flatMap((candidate) => {
    const { tariff } = candidate.terms
    const earliest = Math.max(window.start, now + tariff.minLeadMinutes * minuteMs)
    const gaps = freeTimes(openTimesOf(candidate), taken.get(candidate.id) ?? [], candidate)
    const found: Start[] = []
    for (const gap of gaps) {
      const last = Math.min(gap.end - candidate.durationMs, window.end - 1)
      const fitting = { start: Math.max(gap.start, earliest), end: last + 1 }
      for (const start of stepsIn(fitting, candidate.terms, maxStarts + 1 - found.length))
        found.push({ candidate, start })
      if (found.length > maxStarts) break
    }
    return found
  })
  return starts.sort((a, b) => a.start - b.start)
}

/**
 * Picks the earliest starts; of equal starts, the cheapest. Computing a price is expensive: it is done only for a start that is not later
 * than the last picked start, and once for spaces with the same terms.
 */
function pickNearest(starts: Start[], actor: Actor | null, now: number): NextBooking[] {
  const totals = new Map<string, number | null>()
  const totalOf = ({ candidate: { terms, durationMs, requiresApproval }, start }: Start): number | null => {
    const during = { start, end: start + durationMs }
    const { locationId } = terms
    const context = contextOf(actor, { locationId, requiresApproval }, actor?.id ?? null, now)
    const key = `${mapKeyOf(terms)} ${start} ${context.mayBookRunningStep} ${context.awaitsApproval}`
    const cached = totals.get(key)
    if (cached !== undefined) return cached
    const total = unlessRefused(() => {
      assertBookable(terms, during, context, true)
      return quoteOf(terms, during).total
    })
    totals.set(key, total)
    return total
  }
  const found: (Start & { total: number })[] = []
  for (const each of starts) {
    if (each.start > (found[maxStarts - 1]?.start ?? Number.POSITIVE_INFINITY)) break
    const total = totalOf(each)
    if (total !== null) found.push({ ...each, total })
  }
  return found
    .sort((a, b) => a.start - b.start || a.total - b.total)
    .slice(0, maxStarts)
    .map(({ candidate: { id, durationMs }, start, total }) => ({
      spaceId: id,
      ...instantsOf({ start, end: start + durationMs }),
      total,
    }))
}
