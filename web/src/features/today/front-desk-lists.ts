import type { BookingListItem, Space, Tariff } from '../../shared/api/types.ts'
import { addDays, wallClock } from '../../shared/format/zoned.ts'
import { rangeOf, type SpaceTimes, stepsOf, withTimeBeyondLoaded } from '../../shared/timeline/day-blocks.ts'
import {
  dayRange,
  gaps,
  isRunning,
  overlaps,
  type Range,
  shortestLength,
  walkInStart,
} from '../../shared/timeline/scale.ts'

export type Ranges = { startsAt: string; endsAt: string }[]

/** The lists of the front desk: members who have come, who are late, and who come next. */
export type FrontDeskLists = { here: BookingListItem[]; late: BookingListItem[]; next: BookingListItem[] }

/** A member comes next whose booking starts sooner than this. */
export const soonMs = 3 * 60 * 60_000
/** A member is late after a whole minute, so that nobody is shown as late by 0 minutes. */
const lateAfterMs = 60_000
const minuteMs = 60_000

const startOf = ({ startsAt }: BookingListItem) => Date.parse(startsAt)
const endOf = ({ endsAt }: BookingListItem) => Date.parse(endsAt)

export function frontDeskListsOf(bookings: BookingListItem[], now: number): FrontDeskLists {
  const isLate = (booking: BookingListItem) => startOf(booking) + lateAfterMs <= now
  const running = bookings.filter((booking) => startOf(booking) <= now && now < endOf(booking))
  const byEnd = (a: BookingListItem, b: BookingListItem) => endOf(a) - endOf(b)
  const byStart = (a: BookingListItem, b: BookingListItem) => startOf(a) - startOf(b)
  return {
    here: bookings.filter((booking) => booking.status === 'checked_in' && now < endOf(booking)).sort(byEnd),
    late: running.filter((booking) => booking.status === 'confirmed' && isLate(booking)).sort(byStart),
    next: bookings
      .filter(
        (booking) => booking.status === 'confirmed' && !isLate(booking) && startOf(booking) < now + soonMs,
      )
      .sort(byStart),
  }
}

type FreeTimes = Pick<SpaceTimes, 'spaceId' | 'open' | 'busy' | 'free' | 'loaded'>
type WalkInSpace = Pick<Space, 'id' | 'tariffId' | 'bufferBeforeMinutes'>
/** `tariffs` is undefined while they are loaded. */
type WalkInContext = { now: number; zone: string; tariffs: Tariff[] | undefined }
/** A space that is free `until` that instant, and the `start` of a booking for a walk-in. */
export type FreeSpace<S> = { space: S; until: number; start: number }

/**
 * The spaces that can be booked for a walk-in, with the end of the free time; the latest end first. A space that another user has just added
 * may have its times before it is loaded itself: it is left out until then.
 */
export const spacesFreeNow = <S extends WalkInSpace>(
  spaces: S[],
  timesOfSpaces: FreeTimes[],
  context: WalkInContext,
): FreeSpace<S>[] =>
  timesOfSpaces
    .flatMap((times) => {
      const space = spaces.find(({ id }) => id === times.spaceId)
      const range = times.free.map(rangeOf).find((each) => isRunning(each, context.now))
      if (!space || !range) return []
      const start = startForWalkIn(space, { free: range, times }, context)
      return start === null ? [] : [{ space, until: range.end, start }]
    })
    .sort((a, b) => b.until - a.until)

/**
 * The start of a booking for a walk-in; null where the shortest booking would end after the free time, or the running step began before the
 * space was free.
 */
function startForWalkIn(
  space: WalkInSpace,
  { free, times }: { free: Range; times: FreeTimes },
  { now, zone, tariffs }: WalkInContext,
): number | null {
  const tariff = tariffs?.find(({ id }) => id === space.tariffId)
  const steps = stepsOf(tariff, zone)
  const until = withTimeBeyondLoaded(free, times.loaded, steps).end
  const leadMs = (tariff?.minLeadMinutes ?? 0) * minuteMs
  const start = walkInStart(steps, { now, until, leadMs })
  const canBeBooked = until - start >= shortestLength(steps) && wasFree(space, times, { start, end: now })
  return tariff && !canBeBooked ? null : start
}

/** Whether the space was open from the start until now, and no other booking, with its buffers and the space's own, was in that time. */
function wasFree({ bufferBeforeMinutes }: WalkInSpace, { open, busy }: FreeTimes, range: Range): boolean {
  const withBuffer = { ...range, start: range.start - bufferBeforeMinutes * minuteMs }
  return (
    gaps(range, open.map(rangeOf)).length === 0 && !busy.some((each) => overlaps(rangeOf(each), withBuffer))
  )
}

/**
 * The key of the text that names the end of a free time: a time of today, a time of tomorrow, or the end of tomorrow, until which the free
 * times are loaded at any time of today. Pure.
 */
export function endTextKey(
  until: number,
  now: number,
  zone: string,
): 'until' | 'untilTomorrow' | 'untilEndOfTomorrow' {
  const today = wallClock(now, zone).date
  if (until <= dayRange(today, zone).end) return 'until'
  return until < dayRange(addDays(today, 1), zone).end ? 'untilTomorrow' : 'untilEndOfTomorrow'
}

/** Whether the location is open at that instant: any of its spaces, or it has no space that could say that it is closed. */
export const isOpenAt = (timesOfSpaces: { open: Ranges }[], now: number): boolean =>
  timesOfSpaces.length === 0 ||
  timesOfSpaces.some(({ open }) =>
    open.some(({ startsAt, endsAt }) => Date.parse(startsAt) <= now && now < Date.parse(endsAt)),
  )
