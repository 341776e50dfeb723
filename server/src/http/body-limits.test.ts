import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { nestingOf } from './body-limits.ts'

it.each([
  ['', 0, 0],
  ['1', 0, 0],
  ['[]', 1, 0],
  ['{"a":[{}]}', 3, 0],
  ['[[[', 3, 3],
  [']', 0, -1],
  ['"[[["', 0, 0],
  ['"\\"[["', 0, 0],
  ['{"[\\\\":[1]}', 2, 0],
])('%s nests %i deep and leaves %i open', (json, depth, unclosed) =>
  expect(nestingOf(json)).toEqual({ depth, unclosed }),
)

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((item) => depthOf(item)))
    : 0

it('any JSON text nests as deep as the value that it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(nestingOf(JSON.stringify(value))).toEqual({ depth: depthOf(value), unclosed: 0 })
    }),
    tries(),
  )
})
