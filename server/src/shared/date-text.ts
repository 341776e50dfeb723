import { LRUCache } from 'lru-cache'
import { dateLocale, type Language } from './language.ts'
import { isRepeated } from './zone.ts'

// How mails write dates and times, always in the time zone of a location.

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
