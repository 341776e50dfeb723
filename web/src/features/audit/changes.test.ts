import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'

describe('changesOf', () => {
  it('names the changed fields, and no counters', () => {
    const before = { id: '1', name: 'Room', rules: [1], version: 1, memo: null }
    const after = { id: '1', name: 'Hall', rules: [1, 2], version: 2, memo: null }
    expect(changesOf(before, after)).toEqual([
      { key: 'name', before: 'Room', after: 'Hall' },
      { key: 'rules', before: '[1]', after: '[1,2]' },
    ])
  })

  it('names all fields of a created and of a deleted entity', () => {
    expect(changesOf(null, { amount: 5 })).toEqual([{ key: 'amount', before: '–', after: '5' }])
    expect(changesOf({ amount: 5 }, null)).toEqual([{ key: 'amount', before: '5', after: '–' }])
  })
})
