import { LRUCache } from 'lru-cache'
import { dateLocale, type Language } from './language.ts'
import { isRepeated, wallClock } from './zone.ts'

// How mails, and the pages of payment providers, write dates and times: in the time zone of a location, or in UTC where a mail is about an account.

const day = { year: 'numeric', month: 'long', day: 'numeric' } as const
const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'shortOffset' } as const

const styles = {
  range: { dateStyle: 'full', timeStyle: 'short' },
  instantWithOffset: { weekday: 'long', ...day, ...time },
  dateAndTimeWithOffset: { ...day, ...time },
  time,
  dateAndTime: { dateStyle: 'long', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

// Making a format takes longer than the rest of a mail.
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 200 })

export function dateFormat(
  language: Language,
  timeZone: string,
  style: keyof typeof styles,
): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${style}`
  const cached = formats.get(key)
  if (cached) return cached
  const format = new Intl.DateTimeFormat(dateLocale[language], { ...styles[style], timeZone })
  formats.set(key, format)
  return format
}

/** `25 October 2026 at 14:30 (Europe/Berlin)`; in an hour that a clock change repeats with its offset, `at 02:30 GMT+2`. Pure. */
export function dateAndTimeText(at: string, timeZone: string, language: Language): string {
  const instant = new Date(at)
  const style = isRepeated(timeZone, instant.getTime()) ? 'dateAndTimeWithOffset' : 'dateAndTime'
  return `${dateFormat(language, timeZone, style).format(instant)} (${timeZone})`
}

/**
 * `Thursday, 10 December 2026, 16:00–18:00`, without the name of the zone. Where the start or the end is in an hour that a clock change
 * repeats, both have their offsets from UTC. Pure.
 */
export function timeRangeText(
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  timeZone: string,
  language: Language,
): string {
  const [start, end] = [new Date(startsAt), new Date(endsAt)]
  const isTimeRepeated = [start, end].some((at) => isRepeated(timeZone, at.getTime()))
  if (!isTimeRepeated) return dateFormat(language, timeZone, 'range').formatRange(start, end)
  const [first, last] = [start, end].map((at) => wallClock(timeZone, at.getTime()).date)
  const from = dateFormat(language, timeZone, 'instantWithOffset').format(start)
  const to = dateFormat(language, timeZone, first === last ? 'time' : 'instantWithOffset').format(end)
  return `${from} – ${to}`
}
