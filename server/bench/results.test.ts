import { expect, it } from 'vitest'
import { isWholeRun } from './results.ts'

it.each([
  [['comparison', 'availability', 'growth'], true],
  [['comparison', 'availability', 'growth', 'memory'], true],
  [['comparison', 'availability'], false],
  [['growth'], false],
  [['memory'], false],
])('a run of %j may replace results.md: %s', (parts, isWhole) => {
  expect(isWholeRun(parts)).toBe(isWhole)
})
