import type { BookingListItem } from '../../shared/api/types.ts'
import type { Ranges } from './board.ts'

/** The part of a day that is drawn, in milliseconds. */
export type Scale = { start: number; end: number }

const hourMs = 60 * 60_000
export const stepMs = 30 * 60_000

/** From the first hour in which something is open or taken to the last, whole hours, inside the day. */
export function scaleOf(day: Scale, open: Ranges, bookings: BookingListItem[]): Scale {
  const all = [...open, ...bookings]
  const starts = all.map(({ startsAt }) => Math.max(Date.parse(startsAt), day.start))
  const ends = all.map(({ endsAt }) => Math.min(Date.parse(endsAt), day.end))
  if (all.length === 0)
    return { start: day.start + 8 * hourMs, end: Math.min(day.start + 20 * hourMs, day.end) }
  // Whole hours of the day itself: not every zone is a whole number of them from UTC.
  const floor = (at: number) => day.start + Math.floor((at - day.start) / hourMs) * hourMs
  const ceil = (at: number) => day.start + Math.ceil((at - day.start) / hourMs) * hourMs
  return { start: floor(Math.min(...starts)), end: Math.min(ceil(Math.max(...ends)), day.end) }
}

export const hoursOf = ({ start, end }: Scale): number[] =>
  Array.from({ length: Math.ceil((end - start) / hourMs) }, (_, hour) => start + hour * hourMs)

/** Where a stretch of time lies, in percent; null outside. */
export function placeOf(
  scale: Scale,
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
): { left: string; width: string } | null {
  const start = Math.max(Date.parse(startsAt), scale.start)
  const end = Math.min(Date.parse(endsAt), scale.end)
  if (start >= end) return null
  return { left: percent(scale, start - scale.start), width: percent(scale, end - start) }
}

export const leftOf = (scale: Scale, at: number): string => percent(scale, at - scale.start)

const percent = ({ start, end }: Scale, ms: number) => `${((100 * ms) / (end - start)).toFixed(3)}%`

/** The step of time at a point of a track, or `by` so many pixels of it. */
export const timeAt = (scale: Scale, x: number, width: number): number =>
  scale.start + Math.floor((x / width) * ((scale.end - scale.start) / stepMs)) * stepMs

export const timeBy = (scale: Scale, pixels: number, width: number): number =>
  Math.round(((pixels / width) * (scale.end - scale.start)) / stepMs) * stepMs
