import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertProperty } from '../../../../testing/oracles/arbitraries.ts'
import { deadlinesOf, frozenTiers, limitTiers, refundPercentAt } from './tariff.policy.ts'
import type { CancellationTier } from './tariff.schema.ts'

const start = Date.parse('2026-12-10T10:00:00.000Z')
const hour = 3_600_000
/** The instant `hours` before the start, and `ms` milliseconds after that. */
const ahead = (hours: number, ms = 0) => start - hours * hour + ms

// The tiers are in the order in which staff entered them, which may be any order.
const tiers: CancellationTier[] = [
  { hoursBefore: 2, refundPercent: 25 },
  { hoursBefore: 48, refundPercent: 100 },
  { hoursBefore: 24, refundPercent: 50 },
]

const anyTiers = fc.uniqueArray(fc.record({ hoursBefore: fc.nat(100), refundPercent: fc.nat(100) }), {
  selector: (tier) => tier.hoursBefore,
  maxLength: 5,
})
const cases = fc.record({
  tiers: anyTiers,
  percent: fc.nat(100),
  hoursAhead: fc.integer({ min: -5, max: 120 }),
})

describe('the percent that a cancellation refunds', () => {
  it.each([
    ['that of the first tier a month ahead', ahead(720), 100],
    ['that of the first tier exactly at its hours', ahead(48), 100],
    ['that of the second tier a millisecond later', ahead(48, 1), 50],
    ['that of the second tier exactly at its hours', ahead(24), 50],
    ['that of the third tier a millisecond later', ahead(24, 1), 25],
    ['that of the third tier exactly at its hours', ahead(2), 25],
    ['0 after the last tier', ahead(2, 1), 0],
    ['0 at the start', start, 0],
    ['0 after the start', start + hour, 0],
  ])('is %s', (_, now, percent) => expect(refundPercentAt(tiers, start, now)).toBe(percent))

  it.each([
    ['100 the day before', ahead(24), 100],
    ['100 a millisecond before the start', ahead(0, -1), 100],
    ['0 a millisecond after the start', ahead(0, 1), 0],
  ])('without tiers is %s', (_, now, percent) => expect(refundPercentAt([], start, now)).toBe(percent))

  it('is 0 with one tier of 0 %, unlike with no tiers', () =>
    expect(refundPercentAt([{ hoursBefore: 0, refundPercent: 0 }], start, ahead(100))).toBe(0))

  it('follows the hours even where a later tier refunds more', () => {
    const odd = [
      { hoursBefore: 48, refundPercent: 10 },
      { hoursBefore: 24, refundPercent: 90 },
    ]
    expect(refundPercentAt(odd, start, ahead(72))).toBe(10)
    expect(refundPercentAt(odd, start, ahead(30))).toBe(90)
  })

  it('is that of the tier with the most hours whose deadline has not passed, in any order of the tiers', () =>
    assertProperty(
      cases,
      ({ tiers, hoursAhead }) => {
        const reached = tiers.filter((tier) => tier.hoursBefore <= hoursAhead)
        const maxHours = Math.max(...reached.map((tier) => tier.hoursBefore))
        const none = tiers.length === 0 && hoursAhead >= 0 ? 100 : 0
        const expected = reached.find((tier) => tier.hoursBefore === maxHours)?.refundPercent ?? none
        expect(refundPercentAt(tiers, start, ahead(hoursAhead))).toBe(expected)
      },
      500,
    ))
})

describe('tiers that are frozen in a booking', () => {
  it('are sorted by hours, descending, without a change of the tariff’s list', () => {
    const before = structuredClone(tiers)
    expect(frozenTiers(tiers).map((tier) => tier.hoursBefore)).toEqual([48, 24, 2])
    expect(tiers).toEqual(before)
  })

  it('are one tier of 100 % until the start where the tariff has none', () =>
    expect(frozenTiers([])).toEqual([{ hoursBefore: 0, refundPercent: 100 }]))

  it('become deadlines: the instants until which they are valid', () =>
    expect(deadlinesOf(tiers, start)).toEqual([
      { until: '2026-12-08T10:00:00.000Z', refundPercent: 100 },
      { until: '2026-12-09T10:00:00.000Z', refundPercent: 50 },
      { until: '2026-12-10T08:00:00.000Z', refundPercent: 25 },
    ]))

  it('count elapsed hours over a clock change: 24 before 12:00 is 11:00 the day before the 23-hour day', () => {
    const noonInBerlin = Date.parse('2026-03-29T12:00:00+02:00')
    expect(deadlinesOf([{ hoursBefore: 24, refundPercent: 100 }], noonInBerlin)).toEqual([
      { until: new Date('2026-03-28T11:00:00+01:00').toISOString(), refundPercent: 100 },
    ])
  })
})

describe('limited tiers', () => {
  it('refund at any time the percent of the tiers, at most the limit', () =>
    assertProperty(
      cases,
      ({ tiers, percent, hoursAhead }) => {
        const now = ahead(hoursAhead)
        const given = refundPercentAt(tiers, start, now)
        expect(refundPercentAt(limitTiers(tiers, percent), start, now)).toBe(Math.min(given, percent))
      },
      500,
    ))

  it('are one tier with the limit until the start where there were none', () =>
    expect(limitTiers([], 40)).toEqual([{ hoursBefore: 0, refundPercent: 40 }]))

  it('with a limit of 100 % are unchanged', () =>
    assertProperty(anyTiers, (tiers) => expect(limitTiers(tiers, 100)).toEqual(frozenTiers(tiers)), 100))
})
