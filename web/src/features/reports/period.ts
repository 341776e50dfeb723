import { addDays, isDay } from '../../shared/format/zoned.ts'

/** Local days, both included. */
export type Period = { from: string; to: string }

export const presets = ['week', 'month', 'lastMonth', 'days30', 'year'] as const
export type Preset = (typeof presets)[number]

const monthStart = (date: string) => `${date.slice(0, 7)}-01`
const monthEnd = (date: string) => addDays(monthStart(addDays(monthStart(date), 31)), -1)

/** The period of a preset, where today is this day. */
export function periodOf(preset: Preset, today: string): Period {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
  if (preset === 'week') return { from: addDays(today, -weekday), to: addDays(today, 6 - weekday) }
  if (preset === 'days30') return { from: addDays(today, -29), to: today }
  if (preset === 'year') return { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` }
  const dayOfMonth = preset === 'month' ? today : addDays(monthStart(today), -1)
  return { from: monthStart(dayOfMonth), to: monthEnd(dayOfMonth) }
}

/** The days in the address, in whichever order they are; the last thirty days where the address has not two valid days. Pure. */
export const chosenDays = (
  { from, to }: Partial<Record<'from' | 'to', string | undefined>>,
  today: string,
): Period => (isDay(from) && isDay(to) ? { from, to } : periodOf('days30', today))

/** The longest period that the service reports on, in days: five years and a leap day or two. */
const maxDays = 1_830

/** Whether the service refuses so long a period. Pure. */
export const isTooLong = ({ from, to }: Period): boolean => to >= addDays(from, maxDays)

/**
 * The period between two days. While the user changes first one and then the other, they may be in the wrong order: only the reports
 * get them in order, and the fields and the address keep each day where the user has chosen it. The page then says which period is shown. Pure.
 */
export const periodBetween = ({ from, to }: Period): Period =>
  from <= to ? { from, to } : { from: to, to: from }
