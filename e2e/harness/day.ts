import { timeZone } from './prepare-site.ts'

/** The date in Moscow, this many days from today, as `2026-12-01`. */
export function dayFromNow(days: number): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return day.format(Date.now() + days * 86_400_000)
}

/** An hour of that date in Moscow, as an instant. */
export const moscow = (date: string, time: string): string => `${date}T${time}:00+03:00`
