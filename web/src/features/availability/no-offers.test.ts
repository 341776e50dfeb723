import { describe, expect, it } from 'vitest'
import { isTypeMissing, suggestionsOf, visibleReasons } from './no-offers.ts'

const noOffers = { items: [], cheapest: null, reasons: [], nextOpening: null, nextFree: [] }
const opening = '2026-12-03T05:00:00.000Z'
const requested = { startsAt: '2026-12-02T16:00:00.000Z', minutes: 90 }
const tomorrow = {
  spaceId: 'room',
  startsAt: '2026-12-03T05:30:00.000Z',
  endsAt: '2026-12-03T07:00:00.000Z',
  total: 90_000,
}

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

  it('knows that the location has no space of the chosen type, once its spaces are loaded', () => {
    const spaces = [{ type: 'desk' as const }]
    expect(isTypeMissing(spaces, { kind: 'event_space' })).toBe(true)
    expect(isTypeMissing(spaces, { kind: 'desk' })).toBe(false)
    expect(isTypeMissing(spaces, {})).toBe(false)
    expect(isTypeMissing([], { kind: 'event_space' })).toBe(false)
  })

  it('suggests an accepted length', () => {
    const reasons = [{ code: 'invalid_duration' as const, spaces: 1, minutes: 180 }]
    expect(suggestionsOf({ ...noOffers, reasons, nextFree: [tomorrow] }, {}, requested)).toMatchObject({
      minutes: 180,
      start: null,
    })
  })

  describe.each(['closed', 'outside_opening_hours'] as const)('where the location is %s', (code) => {
    const suggested = (found: object) => {
      const { start, needsOtherTime } = suggestionsOf(
        { ...noOffers, reasons: [{ code, spaces: 1 }], nextOpening: opening, ...found },
        {},
        requested,
      )
      return { start, needsOtherTime }
    }

    it('suggests the next start that is free for the requested length', () => {
      const longer = { ...tomorrow, startsAt: '2026-12-03T04:00:00.000Z' }
      const start = tomorrow.startsAt
      expect(suggested({ nextFree: [longer, tomorrow] })).toEqual({ start, needsOtherTime: false })
      expect(suggested({ nextFree: [longer] })).toEqual({ start: null, needsOtherTime: false })
    })

    it('suggests the next opening only where free times were not searched so far: an earlier one would not help', () => {
      expect(suggested({})).toEqual({ start: null, needsOtherTime: true })
      const late = '2026-12-17T05:00:00.000Z'
      expect(suggested({ nextOpening: late })).toEqual({ start: late, needsOtherTime: false })
      expect(suggested({ cheapest: 3_000 })).toEqual({ start: null, needsOtherTime: false })
    })
  })

  it.each([
    ['outside_opening_hours', 1, 120, null],
    ['outside_opening_hours', 50, 30, 30],
    ['closed', 1, 120, 120],
    ['closed', 50, 120, null],
    ['closed', 50, 30, 30],
  ] as const)(
    'where %s refuses %i spaces, and three others accept %i minutes instead of 90, suggests the length %s',
    (code, spaces, accepted, minutes) => {
      const reasons = [
        { code, spaces },
        { code: 'invalid_duration' as const, spaces: 3, minutes: accepted },
      ]
      expect(suggestionsOf({ ...noOffers, reasons, nextFree: [tomorrow] }, {}, requested)).toMatchObject({
        minutes,
        start: tomorrow.startsAt,
      })
    },
  )

  it('suggests fewer filters where free spaces are too small, lack amenities or are too expensive', () => {
    const small = { ...noOffers, reasons: [{ code: 'capacity' as const, spaces: 1 }] }
    expect(suggestionsOf(small, { people: 40 }, requested).isExcludedByFilters).toBe(true)
    const expensive = { ...noOffers, cheapest: 90_000 }
    expect(suggestionsOf(expensive, { maxPrice: '100' }, requested).isTooExpensive).toBe(true)
    expect(suggestionsOf(noOffers, {}, requested)).toEqual({
      minutes: null,
      start: null,
      needsOtherTime: false,
      isTooExpensive: false,
      isExcludedByFilters: false,
    })
  })
})
