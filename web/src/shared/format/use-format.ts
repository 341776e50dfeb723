import { useTranslation } from 'react-i18next'
import { currentLanguage, localeOf } from '../i18n/language.ts'
import { formatMoney } from './money.ts'

type When = string | number

/** Money, times and numbers as the language of the screen writes them; times always in the zone that is given. */
export function useFormat() {
  const { t } = useTranslation()
  const language = localeOf(currentLanguage())
  const at = (when: When, timeZone: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options }).format(new Date(when))
  const time = (when: When, zone: string) => at(when, zone, { hour: '2-digit', minute: '2-digit' })
  const day = (when: When, zone: string) =>
    at(when, zone, { weekday: 'short', day: 'numeric', month: 'short' })
  return {
    money: (minor: number, currency: string, sign = false) => formatMoney(minor, currency, language, sign),
    rating: (average: number) =>
      new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(average),
    number: (value: number) => new Intl.NumberFormat(language).format(value),
    percent: (share: number) => new Intl.NumberFormat(language, { style: 'percent' }).format(share),
    time,
    day,
    /** A full hour in as few letters as the language has for it: `14:00`, `2 PM`. */
    hour: (when: When, zone: string) => {
      const text = time(when, zone)
      return text.length > 5 ? at(when, zone, { hour: 'numeric' }) : text
    },
    /** A time of the wall clock, whatever the zone: `09:00`, `24:00`. */
    wallTime: (wall: string) => (wall === '24:00' ? wall : time(`1970-01-01T${wall}:00Z`, 'UTC')),
    /** ISO: 1 is Monday. */
    weekday: (weekday: number, form: 'short' | 'long' = 'short') =>
      at(`2026-06-0${weekday}T00:00:00Z`, 'UTC', { weekday: form }),
    /** A date of the calendar, whatever the zone. */
    calendarDay: (date: string) => day(`${date}T00:00:00Z`, 'UTC'),
    /** With its year, for what may lie far back. */
    date: (when: When, zone: string) => at(when, zone, { dateStyle: 'medium' }),
    dateTime: (when: When, zone: string) => at(when, zone, { dateStyle: 'medium', timeStyle: 'short' }),
    /** `Tue, 1 Dec, 14:00–16:00`, naming the second day where it ends on another. */
    range: (from: When, to: When, zone: string) =>
      day(from, zone) === day(to, zone)
        ? `${day(from, zone)}, ${time(from, zone)}–${time(to, zone)}`
        : `${day(from, zone)}, ${time(from, zone)} – ${day(to, zone)}, ${time(to, zone)}`,
    length: (minutes: number) => {
      const hours = Math.floor(minutes / 60)
      const rest = minutes % 60
      if (hours === 0) return t('length.minutes', { count: rest })
      return rest === 0
        ? t('length.hours', { count: hours })
        : t('length.both', {
            hours: t('length.hours', { count: hours }),
            minutes: t('length.minutes', { count: rest }),
          })
    },
    zone: (zone: string, when: When = Date.now()) => {
      const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'long' }).formatToParts(
        new Date(when),
      )
      return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
    },
  }
}
