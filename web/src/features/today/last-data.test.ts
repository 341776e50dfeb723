import { expect, it } from 'vitest'
import { type LastData, lastDataOf } from './last-data.ts'

it.each([
  ['of the same location are kept', 'a', undefined, 'before'],
  ['of another location are not kept', 'b', undefined, undefined],
  ['give way to new ones', 'a', 'new', 'new'],
  ['of another location give way to new ones', 'b', 'new', 'new'],
] as const)('The last data %s', (_, locationId, loaded, expected) => {
  const last: LastData<string> = { locationId: 'a', data: 'before' }
  expect(lastDataOf(last, locationId, loaded)?.data).toBe(expected)
})
