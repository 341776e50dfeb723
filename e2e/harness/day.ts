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

/** A time zone in which the last hour of the day is running, and the next midnight there, which is at least a minute ahead. */
export async function zoneBeforeMidnight(): Promise<{ timeZone: string; midnight: number }> {
  const leftMs = () => hourMs - (Date.now() % hourMs)
  // A timer may end a millisecond early, so the time is read again after the wait.
  while (leftMs() < 60_000) await sleep(leftMs())
  const now = Date.now()
  const [, minutes = ''] = new Date(now).toISOString().split(':')
  const timeZone = Intl.supportedValuesOf('timeZone').find((zone) => {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' })
    return clock.format(now) === `23:${minutes}`
  })
  if (!timeZone) throw new Error('no time zone has its last hour now')
  return { timeZone, midnight: (Math.floor(now / hourMs) + 1) * hourMs }
}
