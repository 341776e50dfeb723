import type { ResponseBody, Tariff } from '../api/types.ts'
import { addDays, instantOf, wallClock } from '../format/zoned.ts'
import { type Block, wholeRange } from './block.ts'
import {
  bookablePart,
  gaps,
  isRunning,
  nextStep,
  overlaps,
  type Range,
  type Steps,
  shortestLength,
  snapToSteps,
} from './scale.ts'

/** When a space is open, taken and free in the requested time; a free time that reaches an end of `loaded` may go on there. */
export type SpaceTimes = ResponseBody<'listLocationAvailability'>['items'][number] & { loaded?: Range }
type Interval = { startsAt: string; endsAt: string }

export type BlockLabels = {
  free: string
  busy: string
  closed: string
  past: string
  buffer: string
  short: string
  tooLate: string
  tooEarly: string
  unavailable: string
}

export const rangeOf = ({ startsAt, endsAt }: Interval): Range => ({
  start: Date.parse(startsAt),
  end: Date.parse(endsAt),
})

const clampTo = (window: Range, { start, end }: Range): Range => ({
  start: Math.max(window.start, start),
  end: Math.min(window.end, end),
})

const partsWithin = (range: Range, limits: Range): Range[] => {
  const part = clampTo(limits, range)
  return part.start < part.end ? [part] : []
}

type BlockContext = {
  window: Range
  now: number
  labels: BlockLabels
  steps: Steps
  bookableRange: Range
  /** The beginning of the running step, where the user may book it whatever the lead time is. */
  runningStart?: number
  /** The space, its tariff or its location is not active: the service returns no free time. */
  isUnavailable?: boolean
}

const blockIn = (window: Range) => (look: Block['look'], label: string) => (range: Range) => ({
  ...clampTo(window, range),
  id: `${look} ${range.start}`,
  look,
  label,
})

/**
 * The blocks of a space in the `window`. The blocks of `bookings` are drawn over the taken periods. An open period that is neither free
 * nor taken is past, between two bookings, or of a space that is not available.
 */
export function blocksOf(times: SpaceTimes, bookings: Block[], context: BlockContext): Block[] {
  const { window, now, labels, isUnavailable } = context
  const block = blockIn(window)
  const inWindow = (range: Range) => overlaps(range, window)
  const open = times.open.map(rangeOf)
  const free = times.free.map(rangeOf)
  // The rest of a taken period beside the block of its booking is the booking's buffers.
  const busy = times.busy.map(rangeOf).flatMap((range) =>
    gaps(
      range,
      bookings.filter((booking) => overlaps(booking, range)),
    ),
  )
  const freeOrTaken = [...free, ...times.busy.map(rangeOf)].sort((a, b) => a.start - b.start)
  const remaining = open.flatMap((range) =>
    gaps(
      range,
      freeOrTaken.filter((each) => overlaps(each, range)),
    ),
  )
  const past = remaining
    .filter((range) => range.start < now)
    .map((range) => ({ ...range, end: Math.min(range.end, now) }))
  const remainingFromNow = remaining
    .filter((range) => range.end > now)
    .map((range) => ({ ...range, start: Math.max(range.start, now) }))
  return [
    ...gaps(window, open).map(block('closed', labels.closed)),
    ...past.filter(inWindow).map(block('unbookable', labels.past)),
    ...remainingFromNow
      .filter(inWindow)
      .map(isUnavailable ? block('unbookable', labels.unavailable) : block('busy', labels.buffer)),
    ...busy.filter(inWindow).map(block('busy', labels.busy)),
    ...free.flatMap((range) => blocksOfFree(range, times.loaded, context)),
    ...bookings
      .filter(inWindow)
      .map((booking) => ({ ...booking, ...clampTo(window, booking), whole: wholeRange(booking) })),
  ]
}

/**
 * A free period, longer by the shortest booking where it reaches an end of the loaded times: it may go on there, and the service refuses a
 * booking for which it does not. Otherwise nothing could be chosen where the shortest booking is longer than the loaded times. Pure.
 */
export function withTimeBeyondLoaded({ start, end }: Range, loaded: Range | undefined, steps: Steps): Range {
  const shortest = shortestLength(steps)
  return {
    start: loaded && start <= loaded.start ? start - shortest : start,
    end: loaded && end >= loaded.end ? end + shortest : end,
  }
}

/** The blocks of a free period, in which a booking may start at some times only; those outside the window are left out. */
function blocksOfFree(free: Range, loaded: Range | undefined, context: BlockContext): Block[] {
  const { window, now, labels, steps } = context
  const block = blockIn(window)
  const { runningStep, bookableRange } = startsOf(context)
  const possible = withTimeBeyondLoaded(free, loaded, steps)
  const shortest = runningStep && shortestBooking(runningStep, possible, steps)
  // The soonest free time begins later as time passes, and its id stays: a new button would lose the focus and a drag.
  const idOf = (range: Range) =>
    `free ${range.start === bookableRange.start || isRunning(range, now) ? 'soonest' : range.start} ${window.start}`
  const parts = (limits: Range) => partsWithin(free, limits).filter((part) => overlaps(part, window))
  return [
    ...(shortest ? parts(runningStep) : []).map((part) => ({
      ...block('free', labels.free)(part),
      id: `free running ${window.start}`,
      usable: shortest,
      steps,
    })),
    ...parts({ start: shortest ? runningStep.end : free.start, end: bookableRange.start }).map(
      block('unbookable', labels.tooLate),
    ),
    ...parts(bookableRange).map((part) => {
      // A booking may begin before the window or end after it, and end after the bookable range, in which it must start.
      const usable = bookablePart(steps, {
        start: clampTo(bookableRange, possible).start,
        end: possible.end,
      })
      const shown = clampTo(window, part)
      return usable && overlaps(snapToSteps(steps, usable, shown.start, shown.end), shown)
        ? { ...block('free', labels.free)(part), id: idOf(part), usable, steps }
        : block('busy', labels.short)(part)
    }),
    ...parts({ start: bookableRange.end, end: free.end }).map(block('unbookable', labels.tooEarly)),
  ]
}

/**
 * When a booking may start: in the bookable range, which begins with the running step where the user may book it, and before that range in
 * the running step, where the lead time excludes the steps between them.
 */
function startsOf({ bookableRange, runningStart, steps }: BlockContext) {
  if (runningStart === undefined) return { runningStep: null, bookableRange }
  const runningStep = { start: runningStart, end: nextStep(steps, runningStart + 1) }
  return runningStep.end < bookableRange.start
    ? { runningStep, bookableRange }
    : { runningStep: null, bookableRange: { ...bookableRange, start: runningStart } }
}

/** The shortest booking from the beginning of the running step; null where it does not fit into the free period. */
const shortestBooking = ({ start }: Range, free: Range, steps: Steps): Range | null =>
  bookablePart(steps, clampTo(free, { start, end: start + shortestLength(steps) }))

/** The limits of a space whose tariff is not known. */
const defaultLimits = {
  stepMinutes: 30,
  minMinutes: 30,
  maxMinutes: 24 * 60,
  minLeadMinutes: 0,
  maxAdvanceDays: 365,
}
const minuteMs = 60_000

/** The steps of a space's tariff. */
export const stepsOf = (tariff: Tariff | undefined, zone: string): Steps => {
  const { stepMinutes, minMinutes, maxMinutes } = tariff ?? defaultLimits
  return {
    zone,
    stepMs: stepMinutes * minuteMs,
    minLengthMs: minMinutes * minuteMs,
    maxLengthMs: maxMinutes * minuteMs,
  }
}

/** When a booking may start by the tariff: from the lead time after now until the end of the last day of the advance limit. */
export function bookableRangeOf(tariff: Tariff | undefined, now: number, zone: string): Range {
  const { minLeadMinutes, maxAdvanceDays } = tariff ?? defaultLimits
  const lastDay = addDays(wallClock(now, zone).date, maxAdvanceDays + 1)
  return { start: now + minLeadMinutes * minuteMs, end: instantOf({ date: lastDay, time: '00:00' }, zone) }
}
