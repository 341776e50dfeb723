import { useRef } from 'react'

type Query<T> = { data: T | undefined }
export type LastData<T> = { locationId: string; data: T }

/** The data of a query; without them the last data of the same location, if there are any. Pure. */
export function lastDataOf<T>(
  last: LastData<T> | null,
  locationId: string,
  data: T | undefined,
): LastData<T> | null {
  if (data !== undefined) return { locationId, data }
  return last?.locationId === locationId ? last : null
}

/**
 * A query whose days change by themselves as time passes. While the next days are loaded, and also where they cannot be loaded, it has the
 * data of the days before, so that no list, and no dialog opened from it, vanishes at midnight.
 */
export function useLastData<T, Q extends Query<T>>(query: Q & Query<T>, locationId: string): Q {
  const last = useRef<LastData<T> | null>(null)
  last.current = lastDataOf(last.current, locationId, query.data)
  return { ...query, data: last.current?.data }
}
