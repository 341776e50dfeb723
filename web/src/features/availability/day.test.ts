import { describe, expect, it } from 'vitest'
import type { Space } from '../../shared/api/types.ts'
import { matchesFilters } from './day.ts'

describe('the filters of a day', () => {
  const room = { type: 'meeting_room', capacity: 6, amenities: ['screen', 'board'] } as unknown as Space

  it('keep a space of the requested type, with enough capacity and all requested amenities', () => {
    expect(matchesFilters(room, {})).toBe(true)
    expect(matchesFilters(room, { kind: 'meeting_room', people: 6, amenities: ['board', 'screen'] })).toBe(
      true,
    )
    expect(matchesFilters(room, { kind: 'desk' })).toBe(false)
    expect(matchesFilters(room, { people: 7 })).toBe(false)
    expect(matchesFilters(room, { amenities: ['board', 'sink'] })).toBe(false)
  })
})
