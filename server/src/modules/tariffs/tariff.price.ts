import { minuteOfDay } from '../../shared/local-time.ts'
import { type Money, multiplyRounded } from '../../shared/money.ts'
import { instantsOf, minutesOf, type TimeRange } from '../../shared/time-range.ts'
import { type DayPiece, dayPieces, isoWeekday, withinDay } from '../../shared/zone.ts'
import { invalidDuration } from './tariff.problems.ts'
import type { QuoteLine, Tariff } from './tariff.schema.ts'

export type PriceList = Pick<Tariff, 'hourlyRate' | 'dailyCap' | 'rules'>
export type Price = { total: Money; lines: QuoteLine[] }

type PricedRange = TimeRange & { hourlyRate: Money; reason: string }
/** The rate of a part of a day; `from` and `to` are minutes since 00:00 by the wall clock. */
type Rate = { from: number; to: number; hourlyRate: Money; reason: string }

const minutesPerDay = 1440

/**
 * The largest number of lines in a quote, which are stored with each booking. A month priced by the hour has about 800 lines (one for
 * each hour and one for each day's cap); 100 rules on each day of a month would make about 6,500.
 */
const maxLines = 1_000

/**
 * The price of `during` by the wall clock of `timeZone`:
 * - The range is cut where the local date changes and at the edges of rules.
 * - Each piece takes the rate of the first rule that contains its weekday and time, otherwise the base rate.
 * - Adjacent pieces with equal day, rate and reason make one line of rate × minutes ÷ 60, a half rounded up.
 * - A further line subtracts what a local day costs above `dailyCap`.
 *
 * Minutes are elapsed minutes, so a day with a clock change is priced by its real length. Raises `invalid_duration` beyond `maxLines`,
 * without computing the rest. Pure.
 */
export function priceOf(tariff: PriceList, timeZone: string, during: TimeRange): Price {
  const ratesByWeekday = new Map<number, Rate[]>()
  const ratesOn = (weekday: number): Rate[] => {
    const rates = ratesByWeekday.get(weekday) ?? ratesOf(tariff, weekday)
    ratesByWeekday.set(weekday, rates)
    return rates
  }
  const days = new Map<number, PricedRange[]>()
  let count = 0
  for (const piece of dayPieces(timeZone, during)) {
    const pricedRanges = days.get(piece.date) ?? []
    count -= pricedRanges.length
    for (const rate of ratesOn(isoWeekday(piece.date))) append(pricedRanges, piece, rate)
    count += pricedRanges.length
    days.set(piece.date, pricedRanges)
    assertNotTooManyLines(count)
  }
  const lines = [...days.values()].flatMap((pricedRanges) =>
    capped(pricedRanges.map(lineOf), tariff.dailyCap),
  )
  assertNotTooManyLines(lines.length)
  return { total: lines.reduce((sum, line) => sum + line.amount, 0), lines }
}

function assertNotTooManyLines(lines: number): void {
  if (lines > maxLines)
    throw invalidDuration({
      en: `The price for this duration would have more than ${maxLines} lines: book a shorter time`,
      ru: `Расчёт цены за такую длительность занял бы больше ${maxLines} строк: выберите время короче`,
    })
}

/** The rates of a weekday, one for each interval between the edges of its rules, in order. */
function ratesOf({ hourlyRate, rules }: PriceList, weekday: number): Rate[] {
  const rulesOfDay = rules
    .filter((rule) => rule.weekdays.includes(weekday))
    .map((rule) => ({ from: minuteOfDay(rule.from), to: minuteOfDay(rule.to), rule }))
  const edges = [0, minutesPerDay, ...rulesOfDay.flatMap(({ from, to }) => [from, to])]
  const sortedEdges = [...new Set(edges)].sort((a, b) => a - b)
  return sortedEdges.slice(0, -1).map((from, index) => {
    const to = sortedEdges[index + 1] ?? minutesPerDay
    const { rule } = rulesOfDay.find((candidate) => candidate.from <= from && from < candidate.to) ?? {}
    const rate = rule ? { hourlyRate: rule.hourlyRate, reason: rule.label } : { hourlyRate, reason: 'base' }
    return { from, to, ...rate }
  })
}

/** Adds the part of the piece that has this rate; extends the last range instead where that has the same rate and reason. */
function append(pricedRanges: PricedRange[], piece: DayPiece, { from, to, hourlyRate, reason }: Rate): void {
  const range = withinDay(piece, from, to)
  if (!range) return
  const last = pricedRanges.at(-1)
  const isSame = last?.end === range.start && last.hourlyRate === hourlyRate && last.reason === reason
  if (isSame) last.end = range.end
  else pricedRanges.push({ ...range, hourlyRate, reason })
}

function lineOf(pricedRange: PricedRange): QuoteLine {
  const { hourlyRate, reason } = pricedRange
  const minutes = minutesOf(pricedRange)
  return {
    ...instantsOf(pricedRange),
    minutes,
    hourlyRate,
    amount: multiplyRounded(hourlyRate, minutes, 60),
    reason,
  }
}

/** The lines of one local day, with a further line that subtracts the amount above the cap. */
function capped(lines: QuoteLine[], dailyCap: Money | null): QuoteLine[] {
  const sum = lines.reduce((total, line) => total + line.amount, 0)
  const [first, last] = [lines[0], lines.at(-1)]
  if (dailyCap === null || sum <= dailyCap || !first || !last) return lines
  const { startsAt } = first
  const cap = { startsAt, endsAt: last.endsAt, minutes: 0, hourlyRate: 0, amount: dailyCap - sum }
  return [...lines, { ...cap, reason: 'daily_cap' }]
}
