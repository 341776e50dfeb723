import { setTimeout as sleep } from 'node:timers/promises'
import { timeZone } from './prepare-site.ts'

/** The date in Moscow, this many days from today, as `2026-12-01`. */
export function dayFromNow(days: number): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return day.format(Date.now() + days * 86_400_000)
}

/** A time of that date in Moscow, as an instant. */
export const moscow = (date: string, time: string): string => `${date}T${time}:00+03:00`

const hourMs = 3_600_000

/**
 * A time zone in which it is that hour at `now`, and in which no clock is changed within a day before and after: otherwise a day would have
 * 23 or 25 hours, or no midnight.
 */
export function zoneAtHour(hour: number, now = Date.now()): string {
  const [, minutes = ''] = new Date(now).toISOString().split(':')
  const time = `${String(hour).padStart(2, '0')}:${minutes}`
  const zone = Intl.supportedValuesOf('timeZone').find((timeZone) => {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' })
    return [-24, 0, 24].every((hours) => clock.format(now + hours * hourMs) === time)
  })
  if (!zone) throw new Error(`in no time zone it is ${time} now`)
  return zone
}

/** A time zone in which the last hour of the day is running, and the next midnight there, which is at least a minute ahead. */
export async function zoneBeforeMidnight(): Promise<{ timeZone: string; midnight: number }> {
  const leftMs = () => hourMs - (Date.now() % hourMs)
  // A timer may end a millisecond early, so the time is read again after the wait.
  while (leftMs() < 60_000) await sleep(leftMs())
  const now = Date.now()
  return { timeZone: zoneAtHour(23, now), midnight: (Math.floor(now / hourMs) + 1) * hourMs }
}
