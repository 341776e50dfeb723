import { expect, it } from 'vitest'
import { type LastData, lastDataOf } from './last-data.ts'

it.each([
  ['of this location is kept while nothing is loaded', 'a', undefined, 'before'],
  ['of another location is not kept', 'b', undefined, undefined],
  ['of this location is replaced by loaded data', 'a', 'new', 'new'],
  ['of another location is replaced by loaded data', 'b', 'new', 'new'],
] as const)('The last data %s', (_, locationId, loaded, expected) => {
  const last: LastData<string> = { locationId: 'a', data: 'before' }
  expect(lastDataOf(last, locationId, loaded)?.data).toBe(expected)
})
