import { dayMs } from '../shared/time-range.ts'

/** Non-working days in a row. `date` counts days since 1970-01-01. */
export type Holiday = { date: number; days: number; reason: string }

/**
 * The non-working holidays of article 112 of the Labour Code of the Russian Federation. Days that the government moves
 * from one date to another by a yearly decree are not considered, because they are not known a year ahead.
 */
const yearly = [
  { month: 1, day: 1, days: 8, reason: 'Новогодние каникулы и Рождество Христово' },
  { month: 2, day: 23, days: 1, reason: 'День защитника Отечества' },
  { month: 3, day: 8, days: 1, reason: 'Международный женский день' },
  { month: 5, day: 1, days: 1, reason: 'Праздник Весны и Труда' },
  { month: 5, day: 9, days: 1, reason: 'День Победы' },
  { month: 6, day: 12, days: 1, reason: 'День России' },
  { month: 11, day: 4, days: 1, reason: 'День народного единства' },
]

const yearOf = (date: number): number => new Date(date * dayMs).getUTCFullYear()

/** Holidays with at least one day among the dates `[from, to)`, in order. */
export function holidaysIn(from: number, to: number): Holiday[] {
  const found: Holiday[] = []
  for (let year = yearOf(from); year <= yearOf(to); year++)
    for (const { month, day, days, reason } of yearly) {
      const date = Date.UTC(year, month - 1, day) / dayMs
      if (date < to && date + days > from) found.push({ date, days, reason })
    }
  return found
}
