import { expect, test } from 'vitest'
import { createNames } from './statement.ts'

test('statements whose text depends on a request cannot use up the statement names of the others', () => {
  const { nameOf, isDropped } = createNames(2)
  const write = nameOf('INSERT', false)
  for (const limit of [1, 2, 3]) nameOf(`SELECT 1 LIMIT ${limit}`, true)
  expect(nameOf('INSERT', false)).toBe(write)
  expect(isDropped(write)).toBe(false)
})

test('of the statements whose text depends on a request, the one that was used longest ago loses its name', () => {
  const { nameOf, find, isDropped, countDropped } = createNames(2)
  const [first, second] = [nameOf('SELECT 1 LIMIT 1', true), nameOf('SELECT 1 LIMIT 2', true)]
  expect(nameOf('SELECT 1 LIMIT 1', true)).toBe(first)
  const third = nameOf('SELECT 1 LIMIT 3', true)
  expect([first, second, third].map(isDropped)).toEqual([false, true, false])
  expect(countDropped()).toBe(1)
  expect(find('SELECT 1 LIMIT 2')).toBeUndefined()
  expect([first, second, third]).not.toContain(nameOf('SELECT 1 LIMIT 2', true))
})
