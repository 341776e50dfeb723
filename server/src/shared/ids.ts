import { v7 } from 'uuid'

/** A new UUIDv7: ids grow with time, so indexes on them stay compact. */
export const newId = (): string => v7()
