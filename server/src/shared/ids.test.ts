import { expect, it } from 'vitest'
import { newId } from './ids.ts'

it('ids are UUIDs of version 7, and each is greater than the one before it', () => {
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, newId)
  expect(
    ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toEqual([])
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  const ms = Number.parseInt(ids[0]?.replace('-', '').slice(0, 12) ?? '', 16)
  expect(ms).toBeGreaterThanOrEqual(before)
  expect(ms).toBeLessThanOrEqual(Date.now())
})
