import { describe, expect, it } from 'vitest'
import { changesOf, zoneOf } from './changes.ts'

const hasText = (name: string) => name === 'title'

describe('changesOf', () => {
  it('has the changed fields, but not the version', () => {
    const before = { id: '1', type: 'desk', rules: [1], version: 1, dailyCap: null }
    const after = { id: '1', type: 'room', rules: [1, 2], version: 2, dailyCap: null }
    expect(changesOf(before, after, hasText)).toEqual([
      { key: 'type', before: 'desk', after: 'room' },
      { key: 'rules', before: [1], after: [1, 2] },
    ])
  })

  it('has all fields of a created and of a deleted entity that are not empty', () => {
    expect(changesOf(null, { amount: 5, memo: null }, hasText)).toEqual([
      { key: 'amount', before: null, after: 5 },
    ])
    expect(changesOf({ amount: 5 }, null, hasText)).toEqual([{ key: 'amount', before: 5, after: null }])
  })

  it('names the changed texts, but not a computed field, for which there is no text', () => {
    const rewritten = (names: string[]) => changesOf({}, { rewritten: names }, hasText)
    expect(rewritten(['quote', 'title'])).toEqual([{ key: 'rewritten', before: null, after: ['title'] }])
    expect(rewritten(['quote', 'cancellation'])).toEqual([])
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
