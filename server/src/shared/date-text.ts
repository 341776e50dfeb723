import { LRUCache } from 'lru-cache'
import { dateLocale, type Language } from './language.ts'

// How mails write dates and times, always in the time zone of a location.

const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'shortOffset' } as const

const styles = {
  range: { dateStyle: 'full', timeStyle: 'short' },
  instantWithOffset: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', ...time },
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

/** `25 October 2026 at 14:30 (Europe/Berlin)`. */
export const dateAndTimeText = (at: string, timeZone: string, language: Language): string =>
  `${dateFormat(language, timeZone, 'dateAndTime').format(new Date(at))} (${timeZone})`
