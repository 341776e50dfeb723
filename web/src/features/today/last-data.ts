import { useRef } from 'react'

type Query<T> = { data: T | undefined }
export type LastData<T> = { locationId: string; data: T }

/** The loaded data; while nothing is loaded, the last data, if it is of this location. Pure. */
export function lastDataOf<T>(
  last: LastData<T> | null,
  locationId: string,
  data: T | undefined,
): LastData<T> | null {
  if (data !== undefined) return { locationId, data }
  return last?.locationId === locationId ? last : null
}

/**
 * For a query whose days change as time passes: until the data of the next days is loaded it keeps that of the previous days, so that no list,
 * and no dialog opened from it, vanishes at midnight.
 */
export function useLastData<T, Q extends Query<T>>(query: Q & Query<T>, locationId: string): Q {
  const last = useRef<LastData<T> | null>(null)
  last.current = lastDataOf(last.current, locationId, query.data)
  return { ...query, data: last.current?.data }
}
