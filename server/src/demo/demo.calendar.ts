import { dayMs, type TimeRange } from '../shared/time-range.ts'
import { dayPieces, isoWeekday, wallClock, withinDay } from '../shared/zone.ts'
import { holidaysIn } from './demo.holidays.ts'

export const timeZone = 'Europe/Moscow'

/** How many days of bookings there are on either side of today. */
export const daysAround = 14

export const workdays = [1, 2, 3, 4, 5]
export const weekend = [6, 7]

/** Minutes since 00:00, `[opens, closes)`. */
type Hours = { opens: number; closes: number }
const workdayHours: Hours = { opens: 8 * 60, closes: 22 * 60 }
const weekendHours: Hours = { opens: 10 * 60, closes: 20 * 60 }

/** The local date, in days since 1970-01-01. */
export const dateAt = (instant: number): number => wallClock(timeZone, instant).date

export const isWeekend = (date: number): boolean => weekend.includes(isoWeekday(date))

export const hoursOfWeekday = (weekday: number): Hours =>
  weekend.includes(weekday) ? weekendHours : workdayHours

/** The opening hours on a date; null on a holiday. */
export const hoursOn = (date: number): Hours | null =>
  holidaysIn(date, date + 1).length > 0 ? null : hoursOfWeekday(isoWeekday(date))

/** The real times at which the clock on the wall reads `[from, to)` minutes of a date. */
export function timesOf(date: number, from: number, to: number): TimeRange {
  const around = { start: (date - 1) * dayMs, end: (date + 2) * dayMs }
  const dayPiece = dayPieces(timeZone, around).find((day) => day.date === date)
  const times = dayPiece && withinDay(dayPiece, from, to)
  if (!times) throw new RangeError(`no ${from}–${to} on day ${date}`)
  return times
}
