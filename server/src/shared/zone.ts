import { LRUCache } from 'lru-cache'
import { Temporal } from 'temporal-polyfill'
import { dayMs, type TimeRange } from './time-range.ts'

/**
 * A span of real time in which a zone's offset from UTC does not change. Inside it the wall clock is plain
 * arithmetic (`local = instant + offset`), so every rule about wall clocks is a loop over these spans: a repeated hour
 * counts twice, and a skipped hour never.
 */
export type OffsetSpan = TimeRange & { offset: number }

/** A part of a local calendar day in which the zone has one offset from UTC; `date` counts days since 1970-01-01. */
export type DayPiece = TimeRange & { date: number; offset: number }

const blockMs = 366 * dayMs
// The spans of a zone are computed once for each block of 366 days since 1970: the Temporal calls cost more than all later
// arithmetic.
const spansByBlock = new LRUCache<string, OffsetSpan[]>({ max: 5_000 })

/** The IANA zone that this name means in any letter case, as IANA writes it; null where there is none. An offset is not a zone. */
export function zoneNameOf(name: string): string | null {
  // The runtime also knows fixed offsets, zones of its own (`SystemV/PST8`), and two that IANA has dropped; browsers and other programs
  // refuse them.
  if (/^[+-]|^Etc\/GMT[+-]|^SystemV\/|^US\/Pacific-New$|^Canada\/East-Saskatchewan$/i.test(name)) return null
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId
  } catch {
    return null
  }
}

/** The spans that cover `during`, clipped to it, in order. */
export function offsetSpans(zone: string, during: TimeRange): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  for (let block = Math.floor(during.start / blockMs); block * blockMs < during.end; block++) {
    for (const span of spansOfBlock(zone, block)) {
      const start = Math.max(span.start, during.start)
      const end = Math.min(span.end, during.end)
      if (start >= end) continue
      const last = spans.at(-1)
      if (last?.offset === span.offset) last.end = end
      else spans.push({ start, end, offset: span.offset })
    }
  }
  return spans
}

function spansOfBlock(zone: string, block: number): OffsetSpan[] {
  const key = `${zone} ${block}`
  const cached = spansByBlock.get(key)
  if (cached) return cached
  const spans: OffsetSpan[] = []
  const end = (block + 1) * blockMs
  let at = Temporal.Instant.fromEpochMilliseconds(block * blockMs).toZonedDateTimeISO(zone)
  while (at.epochMilliseconds < end) {
    const next = at.getTimeZoneTransition('next')
    const until = Math.min(next?.epochMilliseconds ?? end, end)
    spans.push({ start: at.epochMilliseconds, end: until, offset: at.offsetNanoseconds / 1e6 })
    if (!next || until === end) break
    at = next
  }
  spansByBlock.set(key, spans)
  return spans
}

/** `during` split where the local date changes and where the zone's offset changes, in order. */
export function dayPieces(zone: string, during: TimeRange): DayPiece[] {
  return offsetSpans(zone, during).flatMap(({ start, end, offset }) => {
    const pieces: DayPiece[] = []
    for (let from = start; from < end; ) {
      const date = Math.floor((from + offset) / dayMs)
      const to = Math.min(end, (date + 1) * dayMs - offset)
      pieces.push({ start: from, end: to, date, offset })
      from = to
    }
    return pieces
  })
}

/** The reading of a wall clock at an instant: days since 1970-01-01 and milliseconds since 00:00 of that day. */
export function wallClock(zone: string, at: number): { date: number; timeOfDay: number } {
  const [span] = offsetSpans(zone, { start: at, end: at + 1 })
  if (!span) throw new RangeError(`no offset of ${zone} at ${at}`)
  const local = at + span.offset
  const date = Math.floor(local / dayMs)
  return { date, timeOfDay: local - date * dayMs }
}

/** The real time of the local days `first` to `last`, both included, counted since 1970-01-01; empty where the calendar skips them. */
export function localDays(zone: string, first: number, last: number): TimeRange {
  const around = (date: number) => dayPieces(zone, { start: (date - 1) * dayMs, end: (date + 2) * dayMs })
  const start = around(first).find((piece) => piece.date >= first)?.start ?? (first + 1) * dayMs
  const end = around(last).findLast((piece) => piece.date <= last)?.end ?? start
  return { start, end: Math.max(start, end) }
}

/** ISO weekday, 1 = Monday … 7 = Sunday, of a date counted in days since 1970-01-01 (a Thursday). */
export const isoWeekday = (date: number): number => ((((date + 3) % 7) + 7) % 7) + 1

/** The real times of `piece` at which its wall clock reads within `[fromMinute, toMinute)` of the day. */
export function withinDay(piece: DayPiece, fromMinute: number, toMinute: number): TimeRange | null {
  const midnight = piece.date * dayMs - piece.offset
  const start = Math.max(piece.start, midnight + fromMinute * 60_000)
  const end = Math.min(piece.end, midnight + toMinute * 60_000)
  return start < end ? { start, end } : null
}

/** Whether clocks show this wall-clock time twice, because they were set back in between. */
export function isRepeated(zone: string, at: number): boolean {
  const [own] = offsetSpans(zone, { start: at, end: at + 1 })
  const around = offsetSpans(zone, { start: at - dayMs, end: at + dayMs })
  return around.some(({ start, end, offset }) => {
    const other = at + (own?.offset ?? offset) - offset
    return other !== at && start <= other && other < end
  })
}
