import type { QueryKey } from '@tanstack/react-query'

type Previous = { queryKey: QueryKey } | undefined

/**
 * For `placeholderData`: while the next data is loaded, the previous data stays on the screen if the keys of both begin with `prefix`. So
 * the prefix holds everything on which the component that draws the data relies, such as the grouping of a report.
 */
export const keepDataWithin =
  (...prefix: QueryKey) =>
  <T>(data: T | undefined, query: Previous): T | undefined =>
    prefix.every((part, index) => query?.queryKey[index] === part) ? data : undefined
