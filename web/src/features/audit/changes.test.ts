import { describe, expect, it } from 'vitest'
import { changesOf, zoneOf } from './changes.ts'

describe('changesOf', () => {
  it('has the changed fields, but not the version', () => {
    const before = { id: '1', type: 'desk', rules: [1], version: 1, dailyCap: null }
    const after = { id: '1', type: 'room', rules: [1, 2], version: 2, dailyCap: null }
    expect(changesOf(before, after)).toEqual([
      { key: 'type', before: 'desk', after: 'room' },
      { key: 'rules', before: [1], after: [1, 2] },
    ])
  })

  it('has all fields of a created and of a deleted entity that are not empty', () => {
    expect(changesOf(null, { amount: 5, memo: null })).toEqual([{ key: 'amount', before: null, after: 5 }])
    expect(changesOf({ amount: 5 }, null)).toEqual([{ key: 'amount', before: 5, after: null }])
  })
})

it('The times of a booking are in the zone of its location; without a location there is no such zone', () => {
  const locations = [
    { id: 'a', timeZone: 'Asia/Vladivostok' },
    { id: 'b', timeZone: 'Europe/Moscow' },
  ]
  expect(zoneOf({ locationId: 'b' }, locations)).toBe('Europe/Moscow')
  expect(zoneOf({ locationId: 'deleted' }, locations)).toBeUndefined()
  expect(zoneOf({ userId: 'u' }, locations)).toBeUndefined()
})
