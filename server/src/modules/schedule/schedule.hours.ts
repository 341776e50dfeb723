import { minuteOfDay, timeTextOf } from '../../shared/local-time.ts'
import { invalidField } from '../../shared/problems.ts'
import { covers, dayMs, overlaps, subtract, type TimeRange, union } from '../../shared/time-range.ts'
import { dayPieces, isoWeekday, withinDay } from '../../shared/zone.ts'
import { closed, outsideOpeningHours } from './schedule.problems.ts'
import type { OpeningHours } from './schedule.schema.ts'

/** One interval of the opening hours: an ISO weekday and minutes since 00:00 of its wall clock, `[opens, closes)`. */
export type OpeningInterval = { weekday: number; opens: number; closes: number }

/** The data that decides when a location can be used: its zone, its opening hours, and its closures. */
export type Schedule = { timeZone: string; weekly: OpeningInterval[]; closures: TimeRange[] }

/**
 * The real times within `during` at which the location's wall clock lies in the opening hours, joined; closures are not subtracted. A
 * repeated hour, on a day when the clock is set back, counts both times; a skipped hour never counts.
 */
export function timesOfOpeningHours(
  { timeZone, weekly }: Omit<Schedule, 'closures'>,
  during: TimeRange,
): TimeRange[] {
  return union(
    dayPieces(timeZone, during).flatMap((piece) =>
      weekly
        .filter((interval) => interval.weekday === isoWeekday(piece.date))
        .flatMap(({ opens, closes }) => withinDay(piece, opens, closes) ?? []),
    ),
  )
}

/** The times of the opening hours less the closures. */
export const openTimes = (schedule: Schedule, during: TimeRange): TimeRange[] =>
  subtract(timesOfOpeningHours(schedule, during), schedule.closures)

/** The time after `from` that `nextOpeningAfter` searches. */
export const openingSearchMs = 372 * dayMs
// The search covers eight days first, which is nearly always enough; then about a year.
const searchedMs = [8 * dayMs, openingSearchMs]

/** The first instant after `from` at which an open period begins; null where there is none within about a year. Pure. */
export function nextOpeningAfter(schedule: Schedule, from: number): number | null {
  if (schedule.weekly.length === 0) return null
  for (const ms of searchedMs) {
    const open = openTimes(schedule, { start: from, end: from + ms })
    const next = open.find(({ start }) => start > from)
    if (next) return next.start
    if (isAlwaysOpen(schedule, from)) return null
  }
  return null
}

/** Whether the place is open around the clock and has no closure after `from`. */
const isAlwaysOpen = ({ weekly, closures }: Schedule, from: number): boolean =>
  closures.every((closure) => closure.end <= from) &&
  allWeekdays.every((weekday) =>
    covers(
      weekly
        .filter((interval) => interval.weekday === weekday)
        .map(({ opens, closes }) => ({ start: opens, end: closes })),
      wholeDay,
    ),
  )
const allWeekdays = [1, 2, 3, 4, 5, 6, 7]
const wholeDay = { start: 0, end: 1_440 }

/** Raises `outside_opening_hours`, then `closed`, unless every minute of `during` can be used. */
export function assertOpen(schedule: Schedule, during: TimeRange): void {
  if (!isWithinHours(schedule, during)) throw outsideOpeningHours()
  if (isClosed(schedule, during)) throw closed()
}

export const isOpen = (schedule: Schedule, during: TimeRange): boolean =>
  isWithinHours(schedule, during) && !isClosed(schedule, during)

const isWithinHours = (schedule: Schedule, during: TimeRange) =>
  covers(timesOfOpeningHours(schedule, during), during)

const isClosed = ({ closures }: Schedule, during: TimeRange) =>
  closures.some((closure) => overlaps(closure, during))

/**
 * The intervals of the week in order; those of a day that touch are joined. Raises `validation_failed` for overlapping intervals and
 * for an interval that does not end after its start.
 */
export function toIntervals({ weekly }: OpeningHours): OpeningInterval[] {
  const joined: OpeningInterval[] = []
  const intervals = weekly.map(({ weekday, opens, closes }, index) => ({
    weekday,
    opens: minuteOfDay(opens),
    closes: minuteOfDay(closes),
    index,
  }))
  for (const interval of intervals.sort((a, b) => a.weekday - b.weekday || a.opens - b.opens)) {
    const { index, ...next } = interval
    if (next.opens >= next.closes) throw invalidField(`/weekly/${index}/closes`, notAfter)
    const last = joined.at(-1)
    if (last?.weekday !== next.weekday || last.closes < next.opens) joined.push(next)
    else if (last.closes === next.opens) last.closes = next.closes
    else throw invalidField(`/weekly/${index}/opens`, overlapping)
  }
  return joined
}

const notAfter = {
  en: 'must be later than the opening time; an interval over midnight is entered as two',
  ru: 'должно быть позже времени открытия; интервал через полночь задаётся двумя',
}
const overlapping = {
  en: 'overlaps another interval of the same weekday',
  ru: 'пересекается с другим интервалом этого дня недели',
}

export const toOpeningHours = (intervals: OpeningInterval[]): OpeningHours => ({
  weekly: intervals.map(({ weekday, opens, closes }) => ({
    weekday,
    opens: timeTextOf(opens),
    closes: timeTextOf(closes),
  })),
})
