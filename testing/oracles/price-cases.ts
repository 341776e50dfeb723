import { expect } from 'vitest'
import { type PriceList, priceOf } from '../../server/src/modules/tariffs/tariff.price.ts'
import type { TariffRule } from '../../server/src/modules/tariffs/tariff.schema.ts'

/** A price line calculated by hand. Instants are UTC, without seconds: `['2026-12-01T07:00', …]`. */
export type ExpectedPriceLine = [
  from: string,
  to: string,
  minutes: number,
  hourlyRate: number,
  amount: number,
  reason: string,
]

/** A tariff, by default 600.00 an hour without rules, a booked time, and the price lines that are expected for it. */
export type PriceCase = {
  zone: string
  tariff?: Partial<PriceList>
  during: [from: string, to: string]
  lines: ExpectedPriceLine[]
}

const everyDay = [1, 2, 3, 4, 5, 6, 7]

export const rule = (
  from: string,
  to: string,
  hourlyRate: number,
  label: string,
  weekdays = everyDay,
): TariffRule => ({ weekdays, from, to, hourlyRate, label })

const instant = (text: string) => `${text}:00.000Z`

export function assertPrice({ zone, tariff, during: [from, to], lines }: PriceCase): void {
  const list = { hourlyRate: 60_000, dailyCap: null, rules: [], ...tariff }
  const price = priceOf(list, zone, { start: Date.parse(instant(from)), end: Date.parse(instant(to)) })
  expect(price.lines).toEqual(
    lines.map(([from, to, minutes, hourlyRate, amount, reason]) => ({
      startsAt: instant(from),
      endsAt: instant(to),
      minutes,
      hourlyRate,
      amount,
      reason,
    })),
  )
  expect(price.total).toBe(lines.reduce((sum, [, , , , amount]) => sum + amount, 0))
}
