import type { QueryClient } from '@tanstack/react-query'
import { isGone } from '../shared/api/problem.ts'

/** The first words of the keys of data that changes rarely and is kept for minutes, so that its age does not count. */
const slowlyChanging: unknown[] = ['locations', 'settings', 'spaces', 'tariffs']

const queriesOnScreen = (queries: QueryClient) =>
  queries.getQueryCache().findAll({
    type: 'active',
    predicate: ({ queryKey, state }) => !slowlyChanging.includes(queryKey[0]) && state.dataUpdatedAt > 0,
  })

/** The time when the oldest data on the screen was read; null where there is none. */
export const oldestDataAt = (queries: QueryClient): number | null =>
  oldestOf(queriesOnScreen(queries).map(({ state }) => state.dataUpdatedAt))

/**
 * Of the data that stays on the screen because newer data could not be read: the time when the oldest was read; null where there is none. A
 * refusal counts, too, with two exceptions: that an object is gone, which <Loaded> shows in place of the data, and the refusal of a quote, which
 * its dialog shows.
 */
export const outdatedDataAt = (queries: QueryClient): number | null =>
  oldestOf(
    queriesOnScreen(queries)
      .filter(
        ({ queryKey, state }) => state.status === 'error' && !isGone(state.error) && queryKey[0] !== 'quote',
      )
      .map(({ state }) => state.dataUpdatedAt),
  )

const oldestOf = (times: number[]): number | null => (times.length > 0 ? Math.min(...times) : null)
