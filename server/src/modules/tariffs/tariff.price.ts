import { minuteOfDay } from '../../shared/local-time.ts'
import { type Money, multiplyRounded } from '../../shared/money.ts'
import { instantsOf, minutesOf, type TimeRange } from '../../shared/time-range.ts'
import { type DayPiece, dayPieces, isoWeekday, withinDay } from '../../shared/zone.ts'
import type { QuoteLine, Tariff, TariffRule } from './tariff.schema.ts'

export type PriceList = Pick<Tariff, 'hourlyRate' | 'dailyCap' | 'rules'>
export type Price = { total: Money; lines: QuoteLine[] }

type Stretch = TimeRange & { date: number; hourlyRate: Money; reason: string }

const minutesPerDay = 1440

/**
 * More lines than this no quote has: they are kept with each booking. A month priced by the hour has 800 (a line an hour, a
 * cap a day), 100 rules on each of 31 days would make 6,500.
 */
export const maxLines = 1_000

/**
 * The price of `during` in a place whose wall clock is `timeZone`'s, by the rules of the contract (Tariffs): cut where
 * the local date changes and at the edges of rules; each piece takes the rate of the first rule that holds its weekday
 * and time, else the base rate; neighbours of one day, rate and reason make one line of rate × minutes ÷ 60, a half
 * rounded up; `dailyCap` bounds each local day. Minutes are elapsed minutes, so a day with a clock change costs what
 * it lasts. Pure.
 */
export function priceOf(tariff: PriceList, timeZone: string, during: TimeRange): Price {
  const days = new Map<number, Stretch[]>()
  for (const piece of dayPieces(timeZone, during)) {
    const stretches = days.get(piece.date) ?? []
    for (const stretch of stretchesOf(tariff, piece)) append(stretches, stretch)
    days.set(piece.date, stretches)
  }
  const lines = [...days.values()].flatMap((stretches) => capped(stretches.map(lineOf), tariff.dailyCap))
  return { total: lines.reduce((sum, line) => sum + line.amount, 0), lines }
}

/** A day's piece cut at the edges of the rules of its weekday. Inside a piece the wall clock runs evenly. */
function stretchesOf(tariff: PriceList, piece: DayPiece): Stretch[] {
  const weekday = isoWeekday(piece.date)
  const rules = tariff.rules.flatMap((rule) =>
    rule.weekdays.includes(weekday) ? { from: minuteOfDay(rule.from), to: minuteOfDay(rule.to), rule } : [],
  )
  const edges = [0, minutesPerDay, ...rules.flatMap(({ from, to }) => [from, to])]
  const cuts = [...new Set(edges)].sort((a, b) => a - b)
  return cuts.flatMap((from, index) => {
    const range = withinDay(piece, from, cuts[index + 1] ?? from)
    return range ? [{ ...range, date: piece.date, ...rateAt(tariff.hourlyRate, rules, from) }] : []
  })
}

type DayRule = { from: number; to: number; rule: TariffRule }

function rateAt(base: Money, rules: DayRule[], minute: number): { hourlyRate: Money; reason: string } {
  const { rule } = rules.find(({ from, to }) => from <= minute && minute < to) ?? {}
  return rule ? { hourlyRate: rule.hourlyRate, reason: rule.label } : { hourlyRate: base, reason: 'base' }
}

function append(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1)
  const same = last?.end === next.start && last.hourlyRate === next.hourlyRate && last.reason === next.reason
  if (same) last.end = next.end
  else stretches.push({ ...next })
}

function lineOf(stretch: Stretch): QuoteLine {
  const { hourlyRate, reason } = stretch
  const minutes = minutesOf(stretch)
  return {
    ...instantsOf(stretch),
    minutes,
    hourlyRate,
    amount: multiplyRounded(hourlyRate, minutes, 60),
    reason,
  }
}

/** The lines of one local day, with one more that takes off what they exceed the cap by. */
function capped(lines: QuoteLine[], dailyCap: Money | null): QuoteLine[] {
  const sum = lines.reduce((total, line) => total + line.amount, 0)
  const [first, last] = [lines[0], lines.at(-1)]
  if (dailyCap === null || sum <= dailyCap || !first || !last) return lines
  const { startsAt } = first
  const cap = { startsAt, endsAt: last.endsAt, minutes: 0, hourlyRate: 0, amount: dailyCap - sum }
  return [...lines, { ...cap, reason: 'daily_cap' }]
}
