import { describe, expect, it } from 'vitest'
import type { BookingListItem, Space } from '../../shared/api/types.ts'
import { matchesFilters, ownBlocks } from './day.ts'

describe('the filters of a day', () => {
  const room = { type: 'meeting_room', capacity: 6, amenities: ['screen', 'board'] } as unknown as Space

  it('keep a space of the requested type, with enough capacity and all requested amenities', () => {
    expect(matchesFilters(room, {})).toBe(true)
    expect(matchesFilters(room, { kind: 'meeting_room', people: 6, amenities: ['board', 'screen'] })).toBe(
      true,
    )
    expect(matchesFilters(room, { kind: 'desk' })).toBe(false)
    expect(matchesFilters(room, { people: 7 })).toBe(false)
    expect(matchesFilters(room, { people: 7.5 })).toBe(true)
    expect(matchesFilters(room, { amenities: ['board', 'sink'] })).toBe(false)
  })
})

describe("the user's own bookings of a day", () => {
  const startsAt = '2026-12-01T12:00:00.000Z'
  const endsAt = '2026-12-01T13:00:00.000Z'
  const labels = { mine: 'My booking', statusOf: String }
  const blocksAt = (now: string, status: string, title = '') => {
    const booking = { id: 'a', status, title, startsAt, endsAt } as BookingListItem
    return ownBlocks([booking], Date.parse(now), labels, () => undefined)
  }
  const isMovable = (status: string, now: string) => blocksAt(now, status).map((block) => block.isMovable)

  it('say that they wait for approval or payment', () => {
    const labelOf = (status: string, title?: string) => blocksAt(startsAt, status, title)[0]?.label
    expect(labelOf('confirmed')).toBe('My booking')
    expect(labelOf('pending')).toBe('My booking, pending')
    expect(labelOf('awaiting_payment', 'Yoga')).toBe('Yoga, awaiting_payment')
  })

  it('can be dragged until they begin, unless they await their payment', () => {
    expect(isMovable('confirmed', '2026-12-01T11:59:59.999Z')).toEqual([true])
    expect(isMovable('pending', '2026-12-01T11:59:59.999Z')).toEqual([true])
    expect(isMovable('awaiting_payment', '2026-12-01T11:59:59.999Z')).toEqual([false])
    expect(isMovable('confirmed', startsAt)).toEqual([false])
    expect(isMovable('checked_in', '2026-12-01T12:30:00.000Z')).toEqual([false])
  })
})
