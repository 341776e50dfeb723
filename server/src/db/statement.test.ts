import { expect, test } from 'vitest'
import { createNames } from './statement.ts'

test('statements whose text depends on a request cannot use up the statement names of the others', () => {
  const { nameOf } = createNames(2)
  const lists = ['SELECT 1 LIMIT 1', 'SELECT 1 LIMIT 2', 'SELECT 1 LIMIT 3'].map((text) => nameOf(text, true))
  const write = nameOf('INSERT', false)
  expect(lists).toEqual([expect.any(String), expect.any(String), undefined])
  expect(nameOf('SELECT 1 LIMIT 1', true)).toBe(lists[0])
  expect(write).toEqual(expect.any(String))
  expect(nameOf('INSERT', false)).toBe(write)
  expect(new Set([...lists.slice(0, 2), write]).size).toBe(3)
})
