import { expect, it } from 'vitest'
import { byKey, keyOfSpace } from './report.groups.ts'

const places = ['Room', 'Room 2', 'Room 10', 'Rooms'].map((name, index) => ({
  id: `019abc1${index}-7c3d`,
  name,
  type: 'meeting_room' as const,
}))

it.each(['space', 'location'] as const)(
  'groups by %s are in the order of names, also where one name begins with another',
  (groupBy) => {
    const loft = { id: '018de2', name: 'Loft' }
    const keyOf = (place: (typeof places)[number]) =>
      groupBy === 'space' ? keyOfSpace(groupBy, place, loft) : keyOfSpace(groupBy, place, place)
    const sorted = places.toReversed().toSorted((a, b) => byKey(keyOf(a), keyOf(b)))
    expect(sorted.map(({ name }) => name)).toEqual(['Room', 'Room 2', 'Room 10', 'Rooms'])
  },
)
