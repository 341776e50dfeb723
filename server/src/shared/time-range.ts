/** Half-open `[start, end)` in epoch milliseconds: a range may end where the next begins. */
export type TimeRange = { start: number; end: number }

/** An RFC 3339 instant in UTC with milliseconds, as responses and rows have it; instants of this form sort as text. */
export type Instant = string

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

// The parts of an instant, written once: `Date.toISOString` takes ten times as long, a quote has thousands of instants, and every write
// has the present instant several times.
const texts = (count: number, digits: number, before: string, after: string) =>
  Array.from({ length: count }, (_, n) => before + String(n).padStart(digits, '0') + after)
const hourTexts = texts(24, 2, 'T', ':')
const minuteTexts = texts(60, 2, '', ':')
const secondTexts = texts(60, 2, '', '.')
const millisecondTexts = texts(1_000, 3, '', 'Z')
let lastDay = 0
let lastDate = '1970-01-01'

export function toInstant(ms: number): Instant {
  if (!Number.isInteger(ms)) return new Date(ms).toISOString()
  const day = Math.floor(ms / dayMs)
  if (day !== lastDay) {
    lastDate = new Date(ms).toISOString().slice(0, -14)
    lastDay = day
  }
  const minutes = Math.floor((ms - day * dayMs) / minuteMs)
  const rest = ms - day * dayMs - minutes * minuteMs
  const time = `${hourTexts[Math.floor(minutes / 60)]}${minuteTexts[minutes % 60]}`
  return `${lastDate}${time}${secondTexts[Math.floor(rest / 1_000)]}${millisecondTexts[rest % 1_000]}`
}

export const toMs = (instant: Instant): number => Date.parse(instant)

export const rangeOf = (item: { startsAt: Instant; endsAt: Instant }): TimeRange => ({
  start: toMs(item.startsAt),
  end: toMs(item.endsAt),
})

export const instantsOf = (range: TimeRange) => ({
  startsAt: toInstant(range.start),
  endsAt: toInstant(range.end),
})

export const minutesOf = (range: TimeRange): number => (range.end - range.start) / minuteMs

export const overlaps = (a: TimeRange, b: TimeRange): boolean => a.start < b.end && b.start < a.end

/** The ranges sorted, with overlapping and touching ranges joined; empty ranges are dropped. */
export function union(ranges: TimeRange[]): TimeRange[] {
  const joined: TimeRange[] = []
  for (const range of ranges.filter((r) => r.start < r.end).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end)
    else joined.push({ ...range })
  }
  return joined
}

/** The parts of `ranges` outside all of `holes`. */
export function subtract(ranges: TimeRange[], holes: TimeRange[]): TimeRange[] {
  const cuts = union(holes)
  return union(ranges).flatMap((range) => {
    const rest: TimeRange[] = []
    let from = range.start
    for (const cut of cuts) {
      if (cut.end <= from || cut.start >= range.end) continue
      if (cut.start > from) rest.push({ start: from, end: cut.start })
      from = Math.max(from, cut.end)
    }
    if (from < range.end) rest.push({ start: from, end: range.end })
    return rest
  })
}

export const clip = (ranges: TimeRange[], to: TimeRange): TimeRange[] =>
  ranges
    .map((r) => ({ start: Math.max(r.start, to.start), end: Math.min(r.end, to.end) }))
    .filter((r) => r.start < r.end)

export const covers = (ranges: TimeRange[], part: TimeRange): boolean => subtract([part], ranges).length === 0
