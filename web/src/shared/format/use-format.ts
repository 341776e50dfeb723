import { currentLanguage, localeOf } from '../i18n/language.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { currencySign, formatMoney } from './money.ts'
import { formatterIn, isRepeated, wallClock } from './zoned.ts'

/** As ISO text, or in milliseconds. */
type Instant = string | number

const styles = {
  time: { hour: '2-digit', minute: '2-digit' },
  shortTime: { hour: 'numeric', minute: '2-digit' },
  hour: { hour: 'numeric' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  dayOfYear: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  date: { dateStyle: 'medium' },
  dateTime: { dateStyle: 'medium', timeStyle: 'short' },
  shortWeekday: { weekday: 'short' },
  longWeekday: { weekday: 'long' },
  zone: { timeZoneName: 'long' },
  offset: { timeZoneName: 'shortOffset' },
} satisfies Record<string, Intl.DateTimeFormatOptions>
type Style = keyof typeof styles

// Creating a formatter takes as long as some hundred uses of it.
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(language: string, timeZone: string, style: Style): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${style}`
  const cachedFormat = dateFormats.get(key)
  if (cachedFormat) return cachedFormat
  const newFormat = formatterIn(timeZone, language, styles[style])
  dateFormats.set(key, newFormat)
  return newFormat
}

// A time range is not broken over two lines: the dash has a word joiner behind it.
const dash = '–\u2060'
// A date is not broken over two lines; before the time it may be. English ranges have thin spaces.
const inOneLine = (text: string) => text.replaceAll(/[ \u2009]/g, '\u00a0')
const keepDateTogether = (text: string) => inOneLine(text).replace(/,\u00a0(?=[^,]*$)/, ', ')

/** Formats money, times and numbers in the language of the screen; times always in the given zone. */
export function useFormat() {
  const { t } = useTranslation()
  const language = localeOf(currentLanguage())
  const at = (when: Instant, timeZone: string, style: Style) =>
    dateFormat(language, timeZone, style).format(new Date(when))
  // `09:00`, but `9:00 AM`: only the 24-hour clock has a leading zero.
  const is12Hours = dateFormat(language, 'UTC', 'hour').resolvedOptions().hour12 === true
  const clockTime = (when: Instant, zone: string) => at(when, zone, is12Hours ? 'shortTime' : 'time')
  const zoneName = (when: Instant, zone: string, style: 'zone' | 'offset') =>
    dateFormat(language, zone, style)
      .formatToParts(new Date(when))
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone
  /** `GMT+2` behind a time in an hour that a clock change repeats, as in mails; otherwise nothing. */
  const offset = (when: Instant, zone: string) =>
    isRepeated(when, zone) ? `\u00a0${zoneName(when, zone, 'offset')}` : ''
  const time = (when: Instant, zone: string) => clockTime(when, zone) + offset(when, zone)
  const timeRange = (from: Instant, to: Instant, zone: string) =>
    `${time(from, zone)}${dash}${time(to, zone)}`
  const wallTime = (wall: string) =>
    wall === '24:00' && !is12Hours ? wall : time(`1970-01-01T${wall.replace('24:', '00:')}:00Z`, 'UTC')
  /** With the year, unless it is the current year. */
  const day = (when: Instant, zone: string) => {
    const [year, thisYear] = [when, Date.now()].map((each) => wallClock(each, zone).date.slice(0, 4))
    return inOneLine(at(when, zone, year === thisYear ? 'day' : 'dayOfYear'))
  }
  /** With its day, unless that is today. */
  const timeWithDay = (when: Instant, zone: string) => {
    const [itsDay, today] = [when, Date.now()].map((each) => wallClock(each, zone).date)
    return itsDay === today ? time(when, zone) : `${day(when, zone)}, ${time(when, zone)}`
  }
  const date = (when: Instant, zone: string) => inOneLine(at(when, zone, 'date'))
  const dateTime = (when: Instant, zone: string) =>
    keepDateTogether(at(when, zone, 'dateTime')) + offset(when, zone)
  const length = (minutes: number) => {
    const hours = Math.floor(minutes / 60)
    const rest = minutes % 60
    if (hours === 0) return t('length.minutes', { count: rest })
    return rest === 0
      ? t('length.hours', { count: hours })
      : t('length.both', {
          hours: t('length.hours', { count: hours }),
          minutes: t('length.minutes', { count: rest }),
        })
  }
  return {
    money: (minor: number, currency: string, sign = false) => formatMoney(minor, currency, language, sign),
    /** `₽`, for the label of a field with an amount. */
    currency: (currency: string) => currencySign(currency, language),
    rating: (average: number) =>
      new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(average),
    number: (value: number) => new Intl.NumberFormat(language).format(value),
    /** A share that is more than nothing is not rounded to `0%`: it is `<1%`. */
    percent: (share: number, maximumFractionDigits = 0) => {
      const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits })
      const least = 10 ** -(maximumFractionDigits + 2)
      return share > 0 && share < least / 2 ? `<${percent.format(least)}` : percent.format(share)
    },
    /** `14:00`; in an hour that a clock change repeats, `02:30 GMT+2`. */
    time,
    timeWithDay,
    /** `14:00–16:00`. */
    timeRange,
    day,
    /** A full hour in the shortest form of the language: `14:00`, `2 PM`. */
    hour: (when: Instant, zone: string) => {
      const text = clockTime(when, zone)
      return text.length > 5 ? at(when, zone, 'hour') : text
    },
    /** A wall-clock time, whatever the zone: `09:00`, `24:00`; with the 12-hour clock `24:00` is `12:00 AM`. */
    wallTime,
    wallTimeRange: (from: string, to: string) => `${wallTime(from)}${dash}${wallTime(to)}`,
    /** A weekday by its ISO number: 1 is Monday. */
    weekday: (weekday: number, form: 'short' | 'long' = 'short') =>
      at(`2026-06-0${weekday}T00:00:00Z`, 'UTC', form === 'short' ? 'shortWeekday' : 'longWeekday'),
    /** A calendar date, whatever the zone. */
    calendarDay: (date: string) => day(`${date}T00:00:00Z`, 'UTC'),
    /** Calendar dates from one to another: `23–29 Nov 2026`, and `30 Nov – 6 Dec 2026`, which may be broken behind its dash. */
    calendarDays: (from: string, to: string) => {
      const midnight = (date: string) => new Date(`${date}T00:00:00Z`)
      const text = dateFormat(language, 'UTC', 'date').formatRange(midnight(from), midnight(to))
      return inOneLine(text)
        .replace(/(?<=\b\d\d?)\u00a0?–\u00a0?(?=\d)/, dash)
        .replace('–\u00a0', '– ')
    },
    /** A date with its year, for dates that may be long ago. */
    date,
    dateTime,
    /** `Tue, 1 Dec, 14:00–16:00`; names the second day where the range ends on another day. */
    range: (from: Instant, to: Instant, zone: string) =>
      day(from, zone) === day(to, zone)
        ? `${day(from, zone)}, ${timeRange(from, to, zone)}`
        : `${day(from, zone)}, ${time(from, zone)} – ${day(to, zone)}, ${time(to, zone)}`,
    /** A time range with the years, for ranges that may be far ahead; whole days without their times. */
    rangeWithYear: (from: Instant, to: Instant, zone: string) => {
      const isMidnight = (when: Instant) => wallClock(when, zone).time === '00:00'
      if (isMidnight(from) && isMidnight(to)) {
        const [first, last] = [date(from, zone), date(new Date(to).getTime() - 1, zone)]
        return first === last ? first : `${first} – ${last}`
      }
      const [start, end] = [dateTime(from, zone), dateTime(to, zone)]
      return date(from, zone) === date(to, zone) ? `${start}${dash}${time(to, zone)}` : `${start} – ${end}`
    },
    length,
    /** The length of a booking: from two days on, whole days are counted in days. */
    bookingLength: (minutes: number) =>
      minutes >= 2_880 && minutes % 1_440 === 0
        ? t('length.days', { count: minutes / 1_440 })
        : length(minutes),
    zone: (zone: string, when: Instant = Date.now()) => zoneName(when, zone, 'zone'),
  }
}
