import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertProperty,
  rangeOfSpan,
  timesOfDay,
  type ZonedSpan,
  zonedSpans,
} from '../../../../testing/oracles/arbitraries.ts'
import { minutesOfSpan, quoteByMinutes } from '../../../../testing/oracles/oracle.ts'
import { type PriceList, priceOf } from './tariff.price.ts'
import type { TariffRule } from './tariff.schema.ts'

const quote = (tariff: PriceList, { timeZone, ...span }: ZonedSpan) =>
  priceOf(tariff, timeZone, rangeOfSpan(span))

describe('a quote, compared with a computation by the wall clock of every minute', () => {
  const rates = fc.oneof(
    fc.constantFrom(0, 1, 59, 100, 12_345, 60_000),
    fc.nat(100_000),
    fc.nat(1_000_000_000_000),
  )
  const rules: fc.Arbitrary<TariffRule> = fc
    .record({
      weekdays: fc.oneof(
        fc.constant<number[]>([1, 2, 3, 4, 5, 6, 7]),
        fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      ),
      times: timesOfDay,
      hourlyRate: rates,
      label: fc.constantFrom('Evening', 'Weekend', 'base', 'daily_cap'),
    })
    .map(({ times: [from, to], ...rule }) => ({ ...rule, from, to }))
  const tariffs = fc
    .record({
      hourlyRate: rates,
      // A cap as a share of a day at the base rate; some caps take effect, others never do.
      capHours: fc.option(fc.nat(30)),
      capRest: fc.nat(100),
      rules: fc.array(rules, { maxLength: 6 }),
      sameRate: fc.boolean(),
    })
    .map(
      ({ hourlyRate, capHours, capRest, rules, sameRate }): PriceList => ({
        hourlyRate,
        dailyCap: capHours === null ? null : hourlyRate * capHours + capRest,
        // Lines merge only at equal rates, which independent random rates would hardly ever be.
        rules: sameRate ? rules.map((rule) => ({ ...rule, hourlyRate })) : rules,
      }),
    )
  const cases = fc.record({ tariff: tariffs, span: zonedSpans })

  it('has equal totals and equal lines, for any tariff, time and zone', () => {
    assertProperty(
      cases,
      ({ tariff, span }) => expect(quote(tariff, span)).toEqual(quoteByMinutes(tariff, span.timeZone, span)),
      200,
    )
  })

  it('has equal totals and lines across three weeks with a clock change at either end', () => {
    const tariff = {
      hourlyRate: 12_345,
      dailyCap: 250_001,
      rules: [
        { weekdays: [7], from: '01:30', to: '03:10', hourlyRate: 777, label: 'Sunday night' },
        { weekdays: [1, 2, 3, 4, 5], from: '18:00', to: '24:00', hourlyRate: 9_999, label: 'Evening' },
      ],
    }
    const span = {
      timeZone: 'Africa/Cairo',
      startsAt: '2010-09-09T20:00:00.000Z',
      endsAt: '2010-10-01T05:30:00.000Z',
    }
    expect(quote(tariff, span)).toEqual(quoteByMinutes(tariff, span.timeZone, span))
  })

  it('has lines that cover the time without gaps, in order of days, whose minutes and amounts add up', () => {
    assertProperty(
      cases,
      ({ tariff, span }) => {
        const { total, lines } = quote(tariff, span)
        const priced = lines.filter(({ minutes }) => minutes > 0)
        const inOrder = priced.map(rangeOfSpan).sort((a, b) => a.start - b.start)
        expect(inOrder[0]?.start).toBe(Date.parse(span.startsAt))
        expect(inOrder.at(-1)?.end).toBe(Date.parse(span.endsAt))
        for (const [index, { end }] of inOrder.slice(0, -1).entries())
          expect(inOrder[index + 1]?.start).toBe(end)
        expect(priced.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(minutesOfSpan(span).length)
        expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(total)
        expect(total).toBeGreaterThanOrEqual(0)
      },
      100,
    )
  })
})
