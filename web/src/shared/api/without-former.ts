type Query = { data: unknown; isPlaceholderData: boolean; failureCount: number }

/**
 * For a query that keeps its former data on the screen while the next is on its way (`keepPreviousData`): once that fails, the former
 * data is no longer shown, because it would pass for the data of what is asked now, such as another day.
 */
export const withoutFormer = <Q extends Query>(query: Q) =>
  query.isPlaceholderData && query.failureCount > 0 ? { ...query, data: undefined } : query
