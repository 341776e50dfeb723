import { describe, expect, it } from 'vitest'
import { suggestionsOf, visibleReasons } from './no-offers.ts'

const noOffers = { items: [], cheapest: null, reasons: [], nextOpening: null, nextFree: [] }
const opening = '2026-12-03T05:00:00.000Z'

describe('a search without a result', () => {
  it('lists the reason with the most spaces first, without spaces that cannot be booked', () => {
    const reasons = [
      { code: 'space_unavailable' as const, spaces: 9 },
      { code: 'closed' as const, spaces: 1 },
      { code: 'booking_conflict' as const, spaces: 3 },
    ]
    expect(visibleReasons(reasons).map(({ code }) => code)).toEqual(['booking_conflict', 'closed'])
    expect(visibleReasons(reasons.slice(0, 1))).toEqual(reasons.slice(0, 1))
  })

  it('suggests an accepted length', () => {
    const reasons = [{ code: 'invalid_duration' as const, spaces: 1, minutes: 180 }]
    expect(suggestionsOf({ ...noOffers, reasons, nextOpening: opening }, {})).toMatchObject({
      minutes: 180,
      opening: null,
    })
  })

  it.each(['closed', 'outside_opening_hours'] as const)(
    'suggests the next opening where the location is %s',
    (code) => {
      const reasons = [{ code, spaces: 1 }]
      expect(suggestionsOf({ ...noOffers, reasons, nextOpening: opening }, {}).opening).toBe(opening)
    },
  )

  it('suggests fewer filters where free spaces are too small, lack amenities or are too expensive', () => {
    const small = [{ code: 'capacity' as const, spaces: 1 }]
    expect(suggestionsOf({ ...noOffers, reasons: small }, { people: 40 }).isExcludedByFilters).toBe(true)
    expect(suggestionsOf({ ...noOffers, cheapest: 90_000 }, { maxPrice: '100' }).isTooExpensive).toBe(true)
    expect(suggestionsOf(noOffers, {})).toEqual({
      minutes: null,
      opening: null,
      isTooExpensive: false,
      isExcludedByFilters: false,
    })
  })
})
