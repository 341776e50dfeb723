import { expect, it } from 'vitest'
import { isWholeRun, report } from './results.ts'

it.each([
  [['comparison', 'availability', 'growth'], true],
  [['comparison', 'availability', 'growth', 'memory'], true],
  [['comparison', 'availability'], false],
  [['growth'], false],
  [['memory'], false],
])('a run of %j may replace results.md: %s', (parts, isWhole) => {
  expect(isWholeRun(parts)).toBe(isWhole)
})

it('the table of growth names the numbers of bookings that were measured', async () => {
  const lists = [{ list: 'from', page: 'first' as const, small: 1, large: 2, ratio: 2 }]
  const results = { lines: [], latencies: [], availability: null, memory: null, indexes: [] }
  const growth = { small: 2_000, large: 20_000, lists }
  const text = await report({ ...results, growth }, { bookings: 20_000, query: async () => [] })
  expect(text).toContain('## 20,000 bookings against 2,000, bypassing the cache')
  expect(text).toContain('| p50 ms at 2,000 | at 20,000 |')
})
