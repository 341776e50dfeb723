type Query = { data: unknown; isPlaceholderData: boolean; failureCount: number }

/**
 * For a query with `keepDataWithin`, which shows the previous data as a placeholder while the next data is loaded. Once loading fails, the
 * placeholder is removed: a user would take it for the requested data, such as the list of another day.
 */
export const dropPlaceholderOnError = <Q extends Query>(query: Q) =>
  query.isPlaceholderData && query.failureCount > 0 ? { ...query, data: undefined } : query
