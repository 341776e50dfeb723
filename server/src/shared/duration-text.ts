import type { Text } from './language.ts'

const minutesPerHour = 60
const minutesPerDay = 1_440

/**
 * A length of time as people say it: in days where it is a whole number of days and at least two, otherwise in hours and minutes. The
 * Russian units are abbreviated, because abbreviations have one form in every case.
 */
export function durationText(minutes: number): Text {
  const days = minutes / minutesPerDay
  if (days >= 2 && Number.isInteger(days)) return { en: count(days, 'day'), ru: `${days}\u00a0дн.` }
  const hours = Math.floor(minutes / minutesPerHour)
  const rest = minutes % minutesPerHour
  const isShown = { hours: hours > 0, minutes: rest > 0 || hours === 0 }
  const join = (hoursText: string, minutesText: string) =>
    [isShown.hours && hoursText, isShown.minutes && minutesText].filter(Boolean).join(' ')
  return {
    en: join(count(hours, 'hour'), count(rest, 'minute')),
    ru: join(`${hours}\u00a0ч`, `${rest}\u00a0мин`),
  }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
