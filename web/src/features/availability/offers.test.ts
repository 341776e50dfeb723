import { expect, it } from 'vitest'
import { withinPrice } from './offers.ts'

it('A maximum price excludes the offers and the next bookings that cost more; the cheapest offer is named where none is left', () => {
  const offer = (total: number) => ({ quote: { total } }) as never
  const slot = { spaceId: 'room', startsAt: '2026-12-01T09:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z' }
  const found = {
    items: [offer(500), offer(3_000)],
    reasons: [],
    nextOpening: null,
    nextFree: [3_000, 3_000, 3_000, 500].map((total) => ({ ...slot, total })),
  }
  expect(withinPrice(found, null)).toEqual({ ...found, cheapest: null })
  const nextFree = [{ ...slot, total: 500 }]
  expect(withinPrice(found, 1_000)).toMatchObject({ items: [offer(500)], nextFree, cheapest: null })
  expect(withinPrice(found, 100)).toMatchObject({ items: [], nextFree: [], cheapest: 500 })
  const taken = { ...found, items: [] }
  expect(withinPrice(taken, 1_000)).toMatchObject({ nextFree, cheapest: null })
  expect(withinPrice(taken, 100)).toMatchObject({ nextFree: [], cheapest: 500 })
})
