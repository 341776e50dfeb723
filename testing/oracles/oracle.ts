import { Temporal } from 'temporal-polyfill'
import type { OpeningHours } from '../../server/src/modules/schedule/schedule.schema.ts'
import type { QuoteLine, Tariff } from '../../server/src/modules/tariffs/tariff.schema.ts'

// A second, slow and plain implementation of the rules of opening hours and prices: it reads the wall clock separately for every minute.
// This file imports no code of the service (types only), so that a fault of the service is not repeated here.

export type Span = { startsAt: string; endsAt: string }

/** The reading of a location's wall clock: `2026-03-29`, 7 for a Sunday, `01:30`. */
export type Reading = { date: string; weekday: number; time: string }

const minute = 60_000
// Cached, because thousands of intervals lie around a few clock changes.
const readings = new Map<string, Map<number, Reading>>()
const weekdays = new Map<string, number>()

export function readClock(timeZone: string, at: number): Reading {
  const known = readings.get(timeZone) ?? new Map<number, Reading>()
  readings.set(timeZone, known)
  // A long search needs more readings than memory can hold.
  if (known.size > 100_000) known.clear()
  const reading = known.get(at) ?? computeReading(timeZone, at)
  known.set(at, reading)
  return reading
}

function computeReading(timeZone: string, at: number): Reading {
  const text = Temporal.Instant.fromEpochMilliseconds(at).toString({ timeZone, smallestUnit: 'minute' })
  const [date, time] = [text.slice(0, 10), text.slice(11, 16)]
  const weekday = weekdays.get(date) ?? Temporal.PlainDate.from(date).dayOfWeek
  weekdays.set(date, weekday)
  return { date, weekday, time }
}

/** The start of every minute of a span that begins and ends on whole minutes. */
export function minutesOfSpan({ startsAt, endsAt }: Span): number[] {
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)]
  return Array.from({ length: (end - start) / minute }, (_, index) => start + index * minute)
}

/** Joins consecutive minutes into the longest possible spans. */
export function spansOf(minutes: number[]): Span[] {
  return runsOf(minutes, (last, next) => next === last + minute).map(spanOf)
}

const spanOf = (run: number[]): Span => ({
  startsAt: new Date(run[0] as number).toISOString(),
  endsAt: new Date((run.at(-1) as number) + minute).toISOString(),
})

function runsOf<T>(items: T[], continues: (last: T, next: T) => boolean): T[][] {
  const runs: T[][] = []
  for (const item of items) {
    const run = runs.at(-1)
    if (run && continues(run.at(-1) as T, item)) run.push(item)
    else runs.push([item])
  }
  return runs
}

type PriceList = Pick<Tariff, 'hourlyRate' | 'dailyCap' | 'rules'>
type PricedMinute = { at: number; date: string; hourlyRate: number; reason: string }

/** The price of a span, with its days in the order in which they begin. */
export function quoteByMinutes(tariff: PriceList, timeZone: string, span: Span) {
  const minutes = minutesOfSpan(span).map((at) => priceMinute(tariff, timeZone, at))
  const dates = [...new Set(minutes.map(({ date }) => date))]
  const lines = dates.flatMap((date) =>
    linesOfDay(
      minutes.filter((priced) => priced.date === date),
      tariff.dailyCap,
    ),
  )
  return { total: sum(lines), lines }
}

function priceMinute({ hourlyRate, rules }: PriceList, timeZone: string, at: number): PricedMinute {
  const { date, weekday, time } = readClock(timeZone, at)
  // As text, `09:30` comes after `09:00`, and `24:00` after every time of a day.
  const applying = rules.filter(
    ({ weekdays, from, to }) => weekdays.includes(weekday) && from <= time && time < to,
  )
  const [first] = applying
  return { at, date, hourlyRate: first?.hourlyRate ?? hourlyRate, reason: first?.label ?? 'base' }
}

function linesOfDay(day: PricedMinute[], dailyCap: number | null): QuoteLine[] {
  const alike = (a: PricedMinute, b: PricedMinute) =>
    b.at === a.at + minute && a.hourlyRate === b.hourlyRate && a.reason === b.reason
  const lines = runsOf(day, alike).map((run) => {
    const { hourlyRate, reason } = run[0] as PricedMinute
    const amount = perHour(hourlyRate, run.length)
    return { ...spanOf(run.map(({ at }) => at)), minutes: run.length, hourlyRate, amount, reason }
  })
  const over = dailyCap === null ? 0 : sum(lines) - dailyCap
  if (over <= 0) return lines
  const part = spanOf(day.map(({ at }) => at))
  return [...lines, { ...part, minutes: 0, hourlyRate: 0, amount: -over, reason: 'daily_cap' }]
}

const sum = (lines: QuoteLine[]) => lines.reduce((total, { amount }) => total + amount, 0)

/** rate × minutes ÷ 60 by long division: the remainder decides the rounding, and a half (30 of 60) is rounded up. */
function perHour(rate: number, minutes: number): number {
  const product = BigInt(rate) * BigInt(minutes)
  const whole = product / 60n
  return Number(product - whole * 60n >= 30n ? whole + 1n : whole)
}

/** Whether a location with these weekly hours is open in the minute, without regard to closures. */
export function isOpenAt({ weekly }: OpeningHours, timeZone: string, at: number): boolean {
  const { weekday, time } = readClock(timeZone, at)
  return weekly.some(
    (opening) => opening.weekday === weekday && opening.opens <= time && time < opening.closes,
  )
}

/** Whether the minute lies in any of the spans. */
export const isWithin = (spans: Span[], at: number): boolean =>
  spans.some(({ startsAt, endsAt }) => Date.parse(startsAt) <= at && at < Date.parse(endsAt))
