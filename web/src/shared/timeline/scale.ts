import { addDays, instantOf, minutesOf, offsetAt, timeOf, wallClock } from '../format/zoned.ts'

// The position of an instant on a timeline. Ranges are half-open, in milliseconds.

export type Range = { start: number; end: number }

const hourMs = 3_600_000

/** The periods that a timeline draws side by side, in order: one day, or the hours of several days without the nights. */
export type Scale = readonly Range[]

/** The minimum width of one of several periods, in rem. */
export const periodRems = 9.5

const lengthOf = (scale: Scale): number => scale.reduce((sum, { start, end }) => sum + end - start, 0)

export const percentAt = (scale: Scale, instant: number): number => {
  const before = scale.map(({ start, end }) => Math.min(Math.max(instant, start), end) - start)
  return before.reduce((sum, each) => sum + each, 0) / (lengthOf(scale) / 100)
}

/** The instant at a share of the scale's width, from 0 to 1. */
export function instantAt(scale: Scale, share: number): number {
  let remaining = share * lengthOf(scale)
  for (const { start, end } of scale) {
    if (remaining < end - start) return start + remaining
    remaining -= end - start
  }
  return scale.at(-1)?.end ?? 0
}

/** Whether the scale shows that instant. */
export const shows = (scale: Scale, instant: number): boolean =>
  scale.some(({ start, end }) => start < instant && instant < end)

/** `left` and `width` of a range on the scale, for a style. */
export const positionOf = (scale: Scale, { start, end }: Range): { left: string; width: string } => {
  const left = percentAt(scale, start)
  return { left: `${left}%`, width: `${percentAt(scale, end) - left}%` }
}

export const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end

/** The parts of the window that no range covers; the ranges are in order of their starts, and may overlap. */
export function gaps(window: Range, ranges: readonly Range[]): Range[] {
  const found: Range[] = []
  let start = window.start
  for (const range of [...ranges, { start: window.end, end: window.end }]) {
    const end = Math.min(range.start, window.end)
    if (start < end) found.push({ start, end })
    start = Math.max(start, range.end)
  }
  return found
}

/** The hours of the wall clock within the window; a day on which the clock changes has one more or one less. */
export function hoursOf({ start, end }: Range, zone: string): number[] {
  const first = instantOf(
    { date: wallClock(start, zone).date, time: `${wallClock(start, zone).time.slice(0, 2)}:00` },
    zone,
  )
  const hours: number[] = []
  for (let hour = first; hour < end; hour += hourMs) if (hour >= start) hours.push(hour)
  return hours
}

/** The whole day, from midnight to midnight by the wall clock of the zone. */
export const dayRange = (date: string, zone: string): Range => ({
  start: instantOf({ date, time: '00:00' }, zone),
  end: instantOf({ date: addDays(date, 1), time: '00:00' }, zone),
})

/** From the hour in which the first range of the day begins to the hour in which the last ends; office hours where there is no range. */
export function windowOf(day: Range, allRanges: readonly Range[], zone: string): Range {
  const ranges = allRanges.filter((range) => overlaps(range, day))
  if (ranges.length === 0) {
    const { date } = wallClock(day.start, zone)
    return {
      start: instantOf({ date, time: '08:00' }, zone),
      end: instantOf({ date, time: '20:00' }, zone),
    }
  }
  const toHour = (instant: number, round: (hours: number) => number) =>
    day.start + round((instant - day.start) / hourMs) * hourMs
  return {
    start: Math.max(day.start, toHour(Math.min(...ranges.map((range) => range.start)), Math.floor)),
    end: Math.min(day.end, toHour(Math.max(...ranges.map((range) => range.end)), Math.ceil)),
  }
}

/**
 * One range for each day, with equal hours of the wall clock, so that the days can be drawn below each other: from the first hour of a
 * range on any day to the last; office hours where there is no range.
 */
export function alignedDays(dates: readonly string[], ranges: readonly Range[], zone: string): Range[] {
  const clock = (instant: number) => minutesOf(wallClock(instant, zone).time) / 60
  const hours = dates.flatMap((date) => {
    const day = dayRange(date, zone)
    return ranges
      .filter((range) => overlaps(range, day))
      .map(({ start, end }) => ({
        from: start <= day.start ? 0 : Math.floor(clock(start)),
        to: end >= day.end ? 24 : Math.ceil(clock(end)),
      }))
  })
  const from = hours.length === 0 ? 8 : Math.min(...hours.map((each) => each.from))
  const to = hours.length === 0 ? 20 : Math.max(...hours.map((each) => each.to))
  return dates.map((date) => ({
    start: instantOf({ date, time: timeOf(from * 60) }, zone),
    end:
      to === 24
        ? instantOf({ date: addDays(date, 1), time: '00:00' }, zone)
        : instantOf({ date, time: timeOf(to * 60) }, zone),
  }))
}

/**
 * A range that was chosen on the day on which `from` lies, at the same time of the wall clock on the day on which `to` lies: a clock change
 * between the two days does not move it.
 */
export function moveToDay(
  range: Range,
  { from, to, zone }: { from: number; to: number; zone: string },
): Range {
  if (from === to) return range
  const [firstDay, otherDay] = [from, to].map((instant) => Date.parse(wallClock(instant, zone).date))
  const days = ((otherDay ?? 0) - (firstDay ?? 0)) / (24 * hourMs)
  const { date, time } = wallClock(range.start, zone)
  const start = instantOf({ date: addDays(date, days), time }, zone)
  return { start, end: start + range.end - range.start }
}

/** At which times of a zone's wall clock a booking may start, and its minimum length. A step divides the day. */
export type Steps = { zone: string; stepMs: number; minLengthMs: number; maxLengthMs?: number }

/**
 * The steps around an instant, in order. They are counted by the wall clock from local midnight, as the service counts them, so the step during
 * which the clock is changed is shorter or longer, and steps begin at other instants after the change than before it. Inside one offset,
 * local time since 1970 is a multiple of the step exactly when the time of day is.
 */
const stepsAround = ({ zone, stepMs }: Steps, instant: number): number[] =>
  [instant - stepMs, instant + stepMs]
    .map((near) => offsetAt(near, zone))
    .flatMap((offset) =>
      [-1, 0, 1, 2]
        .map((count) => (Math.floor((instant + offset) / stepMs) + count) * stepMs - offset)
        .filter((step) => offsetAt(step, zone) === offset),
    )
    .sort((a, b) => a - b)

/** The beginning of the step that is running at an instant. */
export const runningStep = (steps: Steps, instant: number): number =>
  stepsAround(steps, instant).findLast((step) => step <= instant) ?? instant

/** The first step at an instant or after it. */
export const nextStep = (steps: Steps, instant: number): number =>
  stepsAround(steps, instant).find((step) => step >= instant) ?? instant

/** The step that is nearest to an instant. */
export function nearestStep(steps: Steps, instant: number): number {
  const [before, after] = [runningStep(steps, instant), nextStep(steps, instant)]
  return instant - before < after - instant ? before : after
}

// In the service's response a free period begins at the next whole minute. The clock of this screen is updated each half minute, and may be
// some seconds behind the service's.
const roundingMs = 120_000

/** Whether a free period of a response that may be some seconds old has begun. */
export const isRunning = ({ start, end }: Range, now: number): boolean =>
  start <= now + roundingMs && now < end

// The value of shared/bookings/listed-actions.ts. An import would add that file to the JavaScript that the start page loads.
const checkInMs = 15 * 60_000

/**
 * The start of a booking for a person who has just come: the next step, if check-in is already possible, the lead time allows it and the space is
 * free for long enough; otherwise the running step, to which the lead time does not apply. So a person does not pay for a step that is almost
 * over, unless the next step cannot be booked.
 */
export function walkInStart(
  steps: Steps,
  { now, until, leadMs }: { now: number; until: number; leadMs: number },
): number {
  const running = runningStep(steps, now)
  const next = nextStep(steps, running + 1)
  const isSoon = running < now && next - now <= checkInMs && next - now >= leadMs
  return isSoon && bookablePart(steps, { start: next, end: until }) ? next : running
}

/** The length of the shortest booking: whole steps. */
export const shortestLength = ({ stepMs, minLengthMs }: Steps): number =>
  Math.ceil(Math.max(stepMs, minLengthMs) / stepMs) * stepMs

/** The length of the longest booking: whole steps. */
export const longestLength = (steps: Steps): number => {
  const { stepMs, maxLengthMs = Number.POSITIVE_INFINITY } = steps
  return Math.max(Math.floor(maxLengthMs / stepMs) * stepMs, shortestLength(steps))
}

/** The part of a period from its first step on; null where the shortest booking does not fit into it. */
export function bookablePart(steps: Steps, free: Range): Range | null {
  const start = nextStep(steps, free.start)
  return free.end - start >= shortestLength(steps) ? { start, end: free.end } : null
}

/** The time selected by a drag from one instant to another in a bookable part: whole steps, from the minimum to the maximum length. */
export function snapToSteps(steps: Steps, bookable: Range, from: number, to: number): Range {
  const { stepMs } = steps
  const shortest = shortestLength(steps)
  const longest = longestLength(steps)
  // A drag to the left ends at `from`, so its start cannot be further away than the longest booking.
  const latest = Math.min(from, Math.max(to, nextStep(steps, from) - longest), bookable.end - shortest)
  const start = Math.max(runningStep(steps, latest), bookable.start)
  const length = Math.max(Math.ceil((Math.max(from, to) - start) / stepMs) * stepMs, shortest)
  return {
    start,
    end: start + Math.min(length, longest, Math.floor((bookable.end - start) / stepMs) * stepMs),
  }
}
