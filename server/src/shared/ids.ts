import { v7 } from 'uuid'
import { type Instant, toInstant } from './time-range.ts'

/** A new UUIDv7: ids grow with time, so indexes on them stay compact. */
export const newId = (): string => v7()

/** The id and the times of a row that is inserted now. */
export function newStamps(now: number): { id: string; createdAt: Instant; updatedAt: Instant } {
  const at = toInstant(now)
  return { id: newId(), createdAt: at, updatedAt: at }
}
