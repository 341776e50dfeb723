import { type RawBuilder, sql } from 'kysely'
import { type TimeRange, toInstant } from '../shared/time-range.ts'

/** A time range as a `tstzrange` of PostgreSQL. */
export const pgRange = ({ start, end }: TimeRange): RawBuilder<unknown> =>
  sql`tstzrange(${toInstant(start)}::timestamptz, ${toInstant(end)}::timestamptz, '[)')`
