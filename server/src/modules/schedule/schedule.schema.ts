import Type, { type Static } from 'typebox'
import {
  Instant,
  LocalTime,
  LongText,
  Nullable,
  pageQuery,
  Strict,
  Uuid,
  Weekday,
} from '../../http/schema.ts'

const Opening = Strict({ weekday: Weekday, opens: LocalTime, closes: LocalTime })

/** A week as the wall clock of the location reads it. No interval at all: closed. */
export const OpeningHours = Strict({ weekly: Type.Array(Opening, { maxItems: 200 }) })

export const Closure = Type.Object({
  id: Uuid,
  locationId: Uuid,
  from: Instant,
  to: Instant,
  spaceId: Nullable(Uuid),
  reason: Type.String(),
  createdAt: Instant,
})

export const NewClosure = Strict({
  from: Instant,
  to: Instant,
  spaceId: Type.Optional(Nullable(Uuid)),
  reason: Type.Optional(LongText),
})

export const ClosureQuery = Strict({
  ...pageQuery,
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  spaceId: Type.Optional(Uuid),
})

export type OpeningHours = Static<typeof OpeningHours>
export type Closure = Static<typeof Closure>
export type NewClosure = Static<typeof NewClosure>
export type ClosureQuery = Static<typeof ClosureQuery>
