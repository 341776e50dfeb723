import Type, { type Static } from 'typebox'
import {
  Instant,
  LongText,
  Named,
  NamedStrict,
  Nullable,
  pageQuery,
  Repeated,
  Strict,
  Uuid,
} from '../../http/schema.ts'

export const Closure = Named('Closure', {
  id: Uuid,
  locationId: Uuid,
  from: Instant,
  to: Instant,
  spaceId: Nullable(Uuid),
  reason: Type.String(),
  createdAt: Instant,
})

/** A new closure, with the bookings that it has cancelled. */
export const CreatedClosure = Named('CreatedClosure', {
  ...Closure.properties,
  cancelledBookingIds: Type.Array(Uuid),
})

export const NewClosure = NamedStrict('NewClosure', {
  from: Instant,
  to: Instant,
  spaceId: Type.Optional(Nullable(Uuid)),
  reason: Type.Optional(LongText),
  /** The bookings that the closure may cancel: those that the caller has seen. */
  cancelBookingIds: Type.Optional(Type.Array(Uuid, { maxItems: 10_000 })),
})

export const ClosureQuery = Strict({
  ...pageQuery,
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  spaceId: Repeated(Uuid),
})

export type Closure = Static<typeof Closure>
export type CreatedClosure = Static<typeof CreatedClosure>
export type NewClosure = Static<typeof NewClosure>
export type ClosureQuery = Static<typeof ClosureQuery>
