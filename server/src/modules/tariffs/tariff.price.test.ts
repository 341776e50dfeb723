import { describe, expect, it } from 'vitest'
import {
  assertPrice,
  type ExpectedPriceLine,
  type PriceCase,
  rule,
} from '../../../../testing/oracles/price-cases.ts'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { priceOf } from './tariff.price.ts'
import type { TariffRule } from './tariff.schema.ts'

describe('an amount', () => {
  const at = (rate: number, until: string, minutes: number, amount: number): PriceCase => ({
    zone: 'UTC',
    tariff: { hourlyRate: rate },
    during: ['2026-12-01T00:00', until],
    lines: [['2026-12-01T00:00', until, minutes, rate, amount, 'base']],
  })

  it.each<[string, PriceCase]>([
    ['is rate × minutes ÷ 60 where that is whole', at(60_000, '2026-12-01T01:30', 90, 90_000)],
    ['goes down just below a half: 1 × 29 ÷ 60', at(1, '2026-12-01T00:29', 29, 0)],
    ['goes up at a half: 1 × 30 ÷ 60', at(1, '2026-12-01T00:30', 30, 1)],
    ['goes up at a half, not to even: 5 × 30 ÷ 60 = 2.5', at(5, '2026-12-01T00:30', 30, 3)],
    [
      'goes up at a half of an odd rate: 12345 × 50 ÷ 60 = 10287.5',
      at(12_345, '2026-12-01T00:50', 50, 10_288),
    ],
    ['goes down at a third: 100 × 20 ÷ 60 = 33.33', at(100, '2026-12-01T00:20', 20, 33)],
    ['goes up at two thirds: 100 × 40 ÷ 60 = 66.67', at(100, '2026-12-01T00:40', 40, 67)],
    ['is 0 at a rate of 0', at(0, '2026-12-01T01:00', 60, 0)],
    [
      'is exact at the highest rate: 10¹² × 1439 ÷ 60',
      at(1_000_000_000_000, '2026-12-01T23:59', 1_439, 23_983_333_333_333),
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))

  it('is rounded for each line, not for the total', () =>
    assertPrice({
      zone: 'UTC',
      tariff: { hourlyRate: 1, rules: [rule('10:30', '24:00', 3, 'Late')] },
      during: ['2026-12-01T10:00', '2026-12-01T11:00'],
      lines: [
        ['2026-12-01T10:00', '2026-12-01T10:30', 30, 1, 1, 'base'],
        ['2026-12-01T10:30', '2026-12-01T11:00', 30, 3, 2, 'Late'],
      ],
    }))
})

describe('lines', () => {
  // 1 December 2026 is a Tuesday; 10:00 in Moscow is 07:00 UTC.
  const inMoscow = (
    rules: TariffRule[],
    during: [string, string],
    lines: ExpectedPriceLine[],
  ): PriceCase => ({
    zone: 'Europe/Moscow',
    tariff: { rules },
    during,
    lines,
  })
  const tenToOne: [string, string] = ['2026-12-01T07:00', '2026-12-01T10:00']

  it.each<[string, PriceCase]>([
    [
      'are cut at local midnight even where rate and reason stay the same',
      inMoscow(
        [],
        ['2026-12-01T20:00', '2026-12-01T22:00'],
        [
          ['2026-12-01T20:00', '2026-12-01T21:00', 60, 60_000, 60_000, 'base'],
          ['2026-12-01T21:00', '2026-12-01T22:00', 60, 60_000, 60_000, 'base'],
        ],
      ),
    ],
    [
      'are cut at both edges of a rule',
      inMoscow([rule('11:00', '12:00', 30_000, 'Lunch')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T08:00', 60, 60_000, 60_000, 'base'],
        ['2026-12-01T08:00', '2026-12-01T09:00', 60, 30_000, 30_000, 'Lunch'],
        ['2026-12-01T09:00', '2026-12-01T10:00', 60, 60_000, 60_000, 'base'],
      ]),
    ],
    [
      'take the first of the rules that apply, however the later rules overlap it',
      inMoscow([rule('11:00', '12:00', 1_200, 'First'), rule('10:30', '13:00', 2_400, 'Second')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T07:30', 30, 60_000, 30_000, 'base'],
        ['2026-12-01T07:30', '2026-12-01T08:00', 30, 2_400, 1_200, 'Second'],
        ['2026-12-01T08:00', '2026-12-01T09:00', 60, 1_200, 1_200, 'First'],
        ['2026-12-01T09:00', '2026-12-01T10:00', 60, 2_400, 2_400, 'Second'],
      ]),
    ],
    [
      'ignore a rule of another weekday',
      inMoscow([rule('00:00', '24:00', 1, 'Not today', [1, 3, 4, 5, 6, 7])], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T10:00', 180, 60_000, 180_000, 'base'],
      ]),
    ],
    [
      'join neighbours of two rules with one rate and one label',
      inMoscow([rule('10:00', '11:00', 600, 'Quiet'), rule('11:00', '13:00', 600, 'Quiet')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T10:00', 180, 600, 1_800, 'Quiet'],
      ]),
    ],
    [
      'join them before rounding: 1 × 90 ÷ 60, not 1 × 45 ÷ 60 twice',
      inMoscow(
        [rule('10:00', '10:45', 1, 'Quiet'), rule('10:45', '11:30', 1, 'Quiet')],
        ['2026-12-01T07:00', '2026-12-01T08:30'],
        [['2026-12-01T07:00', '2026-12-01T08:30', 90, 1, 2, 'Quiet']],
      ),
    ],
    [
      'keep one rate under two labels apart',
      inMoscow([rule('11:00', '13:00', 60_000, 'Named')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T08:00', 60, 60_000, 60_000, 'base'],
        ['2026-12-01T08:00', '2026-12-01T10:00', 120, 60_000, 120_000, 'Named'],
      ]),
    ],
    [
      'keep two rates under one label apart',
      inMoscow([rule('10:00', '11:00', 600, 'Quiet'), rule('11:00', '13:00', 1_200, 'Quiet')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T08:00', 60, 600, 600, 'Quiet'],
        ['2026-12-01T08:00', '2026-12-01T10:00', 120, 1_200, 2_400, 'Quiet'],
      ]),
    ],
    [
      'join a rule called `base` with the base rate where they cost the same',
      inMoscow([rule('11:00', '12:00', 60_000, 'base')], tenToOne, [
        ['2026-12-01T07:00', '2026-12-01T10:00', 180, 60_000, 180_000, 'base'],
      ]),
    ],
    [
      'go by the weekday of each local day: Friday evening into Saturday',
      inMoscow(
        [rule('00:00', '24:00', 90_000, 'Weekend', [6, 7])],
        ['2026-12-04T20:30', '2026-12-04T22:00'],
        [
          ['2026-12-04T20:30', '2026-12-04T21:00', 30, 60_000, 30_000, 'base'],
          ['2026-12-04T21:00', '2026-12-04T22:00', 60, 90_000, 90_000, 'Weekend'],
        ],
      ),
    ],
    [
      'begin a local day at 18:15 UTC in Kathmandu',
      {
        zone: 'Asia/Kathmandu',
        tariff: { rules: [rule('00:00', '00:15', 4, 'Midnight', [3])] },
        during: ['2026-12-01T18:00', '2026-12-01T19:00'],
        lines: [
          ['2026-12-01T18:00', '2026-12-01T18:15', 15, 60_000, 15_000, 'base'],
          ['2026-12-01T18:15', '2026-12-01T18:30', 15, 4, 1, 'Midnight'],
          ['2026-12-01T18:30', '2026-12-01T19:00', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})

describe('a daily cap', () => {
  const capped = (dailyCap: number, during: [string, string], lines: ExpectedPriceLine[]): PriceCase => ({
    zone: 'Europe/Moscow',
    tariff: { dailyCap, rules: [rule('18:00', '24:00', 30_000, 'Evening')] },
    during,
    lines,
  })
  // 17:00–19:00 in Moscow: 60 000 + 30 000.
  const evening: [string, string] = ['2026-12-01T14:00', '2026-12-01T16:00']
  const eveningLines: ExpectedPriceLine[] = [
    ['2026-12-01T14:00', '2026-12-01T15:00', 60, 60_000, 60_000, 'base'],
    ['2026-12-01T15:00', '2026-12-01T16:00', 60, 30_000, 30_000, 'Evening'],
  ]

  it.each<[string, PriceCase]>([
    ['adds no line where the day costs exactly the cap', capped(90_000, evening, eveningLines)],
    [
      'subtracts the amount above it by a line over the whole booked part of the day',
      capped(89_999, evening, [
        ...eveningLines,
        ['2026-12-01T14:00', '2026-12-01T16:00', 0, 0, -1, 'daily_cap'],
      ]),
    ],
    [
      'of 0 makes the day free',
      capped(0, evening, [
        ...eveningLines,
        ['2026-12-01T14:00', '2026-12-01T16:00', 0, 0, -90_000, 'daily_cap'],
      ]),
    ],
    [
      'applies to each local day separately, by a line after the lines of that day',
      capped(
        40_000,
        ['2026-12-01T19:00', '2026-12-02T00:00'],
        [
          ['2026-12-01T19:00', '2026-12-01T21:00', 120, 30_000, 60_000, 'Evening'],
          ['2026-12-01T19:00', '2026-12-01T21:00', 0, 0, -20_000, 'daily_cap'],
          ['2026-12-01T21:00', '2026-12-02T00:00', 180, 60_000, 180_000, 'base'],
          ['2026-12-01T21:00', '2026-12-02T00:00', 0, 0, -140_000, 'daily_cap'],
        ],
      ),
    ],
    [
      'subtracts nothing from a day that costs less, whatever the next day costs',
      capped(
        100_000,
        ['2026-12-01T20:00', '2026-12-02T00:00'],
        [
          ['2026-12-01T20:00', '2026-12-01T21:00', 60, 30_000, 30_000, 'Evening'],
          ['2026-12-01T21:00', '2026-12-02T00:00', 180, 60_000, 180_000, 'base'],
          ['2026-12-01T21:00', '2026-12-02T00:00', 0, 0, -80_000, 'daily_cap'],
        ],
      ),
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})

// Each rule is for other ten minutes of the day, so a day has one piece more than it has rules.
describe('the lines of a price are at most 1000:', () => {
  const pricesOf = (rules: number, minutes: number, dailyCap: number | null) => {
    const at = (n: number) => `${String(Math.floor(n / 6)).padStart(2, '0')}:${n % 6}0`
    const tariff = {
      hourlyRate: 60_000,
      dailyCap,
      rules: Array.from({ length: rules }, (_, n) => rule(at(n), at(n + 1), 600, `${n}`)),
    }
    const start = Date.parse('2026-12-01T00:00Z')
    return () => priceOf(tariff, 'UTC', { start, end: start + minutes * 60_000 }).lines.length
  }
  const day = 1_440

  it.each([
    ['1000 are accepted', pricesOf(99, 10 * day, null), 1_000],
    ['the lines of the daily cap count', pricesOf(31, 30 * day, 1), 990],
  ])('%s', (_, lines, expected) => expect(lines()).toBe(expected))

  it.each([
    ['1001 are refused', pricesOf(99, 10 * day + 1, null)],
    ['992 and 31 of the daily cap are refused', pricesOf(31, 31 * day, 1)],
  ])('%s', (_, lines) => expect(problemCodeOf(lines)).toBe('invalid_duration'))
})
