import { minuteMs, type TimeRange } from '../shared/time-range.ts'
import { dateAt, daysAround, hoursOn, timesOf } from './demo.calendar.ts'
import type { DemoSpace } from './demo.catalogue.ts'
import type { Reservations } from './demo.reservations.ts'

export type PlannedVisit = { space: DemoSpace; during: TimeRange }

type Draft = { now: number; reservations: Reservations; desks: DemoSpace[] }

/**
 * Two hours at a free desk: from the running half hour on for the first walk-in, and half an hour later for each next one. Where the coworking
 * is not open until the end, the visit is on the next open day, from its opening on.
 */
export function planVisit({ now, reservations, desks }: Draft, index: number): PlannedVisit | null {
  const halfHourMs = 30 * minuteMs
  const start = Math.floor(now / halfHourMs) * halfHourMs + index * halfHourMs
  const first = { start, end: start + 4 * halfHourMs }
  const today = dateAt(now)
  const dates = Array.from({ length: daysAround }, (_, days) => today + 1 + days)
  const later = dates.flatMap((date) => {
    const hours = hoursOn(date)
    return hours ? timesOf(date, hours.opens, hours.opens + 2 * 60) : []
  })
  for (const during of [first, ...later]) {
    const space = desks.find((desk) => reservations.reserve(desk, during))
    if (space) return { space, during }
  }
  return null
}
