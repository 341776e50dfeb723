import type { Deps } from '../../deps.ts'
import { type Actor, runsLocation } from '../../shared/call.ts'
import { Problem } from '../../shared/problem.ts'
import { minuteMs, minutesOf, type TimeRange } from '../../shared/time-range.ts'
import { contextOf } from '../quotes/quote.context.ts'
import {
  areAllActive,
  assertBookable,
  isPriceSurelyAllowed,
  mapKeyOf,
  quoteOf,
} from '../quotes/quote.service.ts'
import type { KeyedTerms } from '../quotes/quote.terms.ts'
import { assertOpen, type Schedule } from '../schedule/schedule.hours.ts'
import type { SpaceFilter } from '../spaces/space.schema.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import { isOnStep, nearestDurationMinutes } from '../tariffs/tariff.limits.ts'
import { type Reason, type ReasonCode, reasonCodes } from './availability.schema.ts'
import * as view from './availability.view.ts'

/**
 * The reasons why no space of these locations and types is offered for `during`, in the order in which a booking is refused. Each space
 * counts once, for its first reason. `capacity` and `amenities` come last, so they count spaces that would be offered without these
 * filters.
 */
export async function findReasons(
  deps: Pick<Deps, 'db' | 'clock' | 'loadAllTerms' | 'loadSpaceCounts'>,
  actor: Actor | null,
  filter: SpaceFilter,
  during: TimeRange,
): Promise<Reason[]> {
  const now = deps.clock.now()
  const { locationId, type } = filter
  const [all, counts] = await Promise.all([deps.loadAllTerms(), deps.loadSpaceCounts()])
  const groups = counts.filter(
    (group) => (locationId?.includes(group.locationId) ?? true) && (type?.includes(group.type) ?? true),
  )
  const termsOf = new Map(all.map((terms) => [mapKeyOf(terms), terms]))
  const refusalFor = createRefusalCheck(actor, during, now)
  const spacesByCode = new Map<ReasonCode, number>()
  const add = (code: ReasonCode, count: number) =>
    spacesByCode.set(code, (spacesByCode.get(code) ?? 0) + count)
  const accepted: view.AcceptedKey[] = []
  const withOtherDuration: KeyedTerms[] = []
  for (const group of groups) {
    const terms = termsOf.get(mapKeyOf(group))
    // Only its staff may know of an inactive location.
    if (terms && !terms.location.isActive && !runsLocation(actor, group.locationId)) continue
    const code = terms && refusalFor(terms, group)
    if (terms && !code) accepted.push({ ...group, withApproval: group.requiresApproval })
    if (code) add(code, group.spaces)
    if (terms && code === 'invalid_duration' && areAllActive(terms, group.isActive))
      withOtherDuration.push(terms)
  }
  const [{ closed, ...others }, keys] = await Promise.all([
    view.countRefused(deps.db, filter, accepted, during, now),
    view.findKeysWithSpace(deps.db, filter, withOtherDuration),
  ])
  // A length of a space that is inactive or fails the filter would only lead to another refusal.
  const durations = keys.flatMap((key) => durationsFor(termsOf.get(mapKeyOf(key)) as KeyedTerms, during))
  add('closed', closed)
  const counted: Partial<Record<ReasonCode, number>> = { ...Object.fromEntries(spacesByCode), ...others }
  return reasonCodes.flatMap((code) => {
    const count = counted[code] ?? 0
    if (count === 0) return []
    if (code !== 'invalid_duration') return { code, spaces: count }
    return { code, spaces: count, minutes: nearestOf(durations, minutesOf(during)) }
  })
}

type SpaceGroup = Pick<SpaceRow, 'locationId' | 'isActive' | 'requiresApproval'>

/**
 * A function that returns the code of the first check that refuses a booking with these terms, or null. It does not read the closures and
 * bookings of a single space.
 */
function createRefusalCheck(actor: Actor | null, during: TimeRange, now: number) {
  // The terms of one location share one schedule.
  const codeBySchedule = new Map<Schedule, ReasonCode | null>()
  const refusalBySchedule = (schedule: Schedule) => {
    const cached = codeBySchedule.get(schedule)
    if (cached !== undefined) return cached
    const code = refusalOf(() => assertOpen(schedule, during))
    codeBySchedule.set(schedule, code)
    return code
  }
  return (terms: KeyedTerms, group: SpaceGroup): ReasonCode | null => {
    const context = contextOf(actor, group, actor?.id ?? null, now)
    return (
      refusalOf(() => assertBookable(terms, during, context, group.isActive)) ??
      refusalBySchedule(terms.schedule) ??
      refusalOf(() => quoteOf(terms, during))
    )
  }
}

/** The code of the problem that `work` raises, or null; other errors are thrown again. */
function refusalOf(work: () => unknown): ReasonCode | null {
  try {
    work()
    return null
  } catch (error) {
    const code = error instanceof Problem && reasonCodes.find((each) => each === error.type.code)
    if (code) return code
    throw error
  }
}

/**
 * The nearest duration that the tariff allows at this start; empty where the start does not fit the steps, where no other duration is
 * allowed, or where that duration has no price.
 */
function durationsFor(terms: KeyedTerms, during: TimeRange): number[] {
  const { tariff, location } = terms
  if (!isOnStep(tariff, location.timeZone, during.start)) return []
  const minutes = nearestDurationMinutes(tariff, minutesOf(during))
  if (minutes === null || minutes === minutesOf(during)) return []
  const nearest = { start: during.start, end: during.start + minutes * minuteMs }
  const isPriced = isPriceSurelyAllowed(terms, nearest) || refusalOf(() => quoteOf(terms, nearest)) === null
  return isPriced ? [minutes] : []
}

/** The nearest duration; of two equally near durations the longer, because it covers the whole requested time. */
const nearestOf = (durations: number[], requestedMinutes: number): number | null =>
  durations.sort((a, b) => Math.abs(a - requestedMinutes) - Math.abs(b - requestedMinutes) || b - a)[0] ??
  null
