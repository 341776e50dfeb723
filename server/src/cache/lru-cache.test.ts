import { expect, it } from 'vitest'
import { createLruCache } from './lru-cache.ts'

it('an LRU cache drops the entry that was used longest ago when it exceeds its maximum', () => {
  const cache = createLruCache<string, number>(3)
  for (const [index, key] of ['a', 'b', 'c'].entries()) cache.set(key, index)
  cache.get('a')
  cache.set('d', 3)
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3])
})
