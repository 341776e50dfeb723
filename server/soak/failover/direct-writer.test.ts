import { expect, it } from 'vitest'
import { checkDirectWrites } from './direct-writer.ts'

const acknowledged = new Map([
  [1, 1_000],
  [2, 2_000],
  [3, 3_000],
])
const writes = { leader: 'node1', acknowledged, lost: [], otherWritesSince: 3_500 }

it('an old leader that acknowledged only writes that were sent before another node led has no fault', () => {
  expect(checkDirectWrites(writes)).toEqual({ late: 0, broken: [] })
})

it('a write that was sent to the old leader after another node led, and was acknowledged, is reported', () => {
  expect(checkDirectWrites({ ...writes, otherWritesSince: 2_500 })).toEqual({
    late: 1,
    broken: ['the write 3 was acknowledged by node1, which was no longer the leader'],
  })
})

it('an acknowledged write that is lost is reported', () => {
  expect(checkDirectWrites({ ...writes, lost: [2] })).toEqual({
    late: 0,
    broken: ['the write 2 was acknowledged by node1 and is lost'],
  })
})

it('a leader that remains the leader may acknowledge all writes', () => {
  expect(checkDirectWrites({ ...writes, otherWritesSince: null })).toEqual({ late: 0, broken: [] })
})
