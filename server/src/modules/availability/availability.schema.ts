import Type, { type Static } from 'typebox'
import {
  Amount,
  Instant,
  InstantWithin,
  Named,
  Nullable,
  Page,
  pageQuery,
  Range,
  Strict,
  Uuid,
} from '../../http/schema.ts'
import { Space, spaceFilter } from '../spaces/space.schema.ts'
import { Quote } from '../tariffs/tariff.schema.ts'

export const SpaceAvailabilityQuery = Strict({ from: Instant, to: InstantWithin(62) })

export const SpaceAvailability = Named('SpaceAvailability', {
  open: Type.Array(Range, { description: 'Opening hours less closures' }),
  busy: Type.Array(Range, { description: 'Taken times, buffers included' }),
  free: Type.Array(Range, {
    description: 'Where a booking may lie: its buffers fit around it',
  }),
})

export const LocationAvailabilityQuery = Strict({ ...pageQuery, from: Instant, to: InstantWithin(7) })
export const ListedSpaceAvailability = Named('ListedSpaceAvailability', {
  spaceId: Uuid,
  ...SpaceAvailability.properties,
})

// A range may be as long as the longest possible booking.
export const AvailabilityQuery = Strict({
  ...pageQuery,
  from: Instant,
  to: InstantWithin(31),
  ...spaceFilter,
})

/** A space that can be booked for the requested time now, and the price. */
export const Offer = Named('Offer', { space: Space, quote: Quote })

/**
 * The reasons why a space is not offered: the refusals of a booking in their order, then the parts of the filter that the space
 * fails.
 */
export const reasonCodes = [
  'starts_in_past',
  'invalid_duration',
  'outside_booking_window',
  'space_unavailable',
  'outside_opening_hours',
  'closed',
  'booking_conflict',
  'capacity',
  'amenities',
] as const

const spaces = Type.Integer({ minimum: 1, description: 'How many spaces are not offered for this reason' })
const invalidDuration = 'invalid_duration' as const
const Reason = Type.Union([
  Type.Object({
    code: Type.Literal(invalidDuration),
    spaces,
    minutes: Nullable(
      Type.Integer({
        description:
          'The nearest length that the tariff of one of these spaces allows at this start, where the space is active and passes the filter; null where there is no other one',
      }),
    ),
  }),
  Type.Object({
    code: Type.Unsafe<Exclude<ReasonCode, typeof invalidDuration>>({
      type: 'string',
      enum: reasonCodes.filter((code) => code !== invalidDuration),
    }),
    spaces,
  }),
])

/** A booking that would be accepted now if the wallet holds its price and the member has fewer live bookings than `MAX_LIVE_BOOKINGS`. */
const NextBooking = Named('NextBooking', { spaceId: Uuid, startsAt: Instant, endsAt: Instant, total: Amount })

/** A page of offers. Where there are none, the first page gives the reasons and what can be booked instead. */
export const OfferPage = Named('OfferPage', {
  ...Page(Offer).properties,
  reasons: Type.Array(Reason, { description: 'Why nothing is offered; empty where there are items' }),
  nextOpening: Nullable(
    Type.String({
      ...Instant,
      description:
        'When a space that passes the filter next opens, within about a year, among the first 200 spaces; null where none does, where all are always open, and where there are items',
    }),
  ),
  nextFree: Type.Array(NextBooking, {
    maxItems: 5,
    description:
      'The next bookings that would be accepted, within 14 days, in the first 200 spaces; empty where there are items',
  }),
})

export type ReasonCode = (typeof reasonCodes)[number]
export type Reason = Static<typeof Reason>
export type NextBooking = Static<typeof NextBooking>
export type OfferPage = Static<typeof OfferPage>
export type SpaceAvailabilityQuery = Static<typeof SpaceAvailabilityQuery>
export type SpaceAvailability = Static<typeof SpaceAvailability>
export type LocationAvailabilityQuery = Static<typeof LocationAvailabilityQuery>
export type ListedSpaceAvailability = Static<typeof ListedSpaceAvailability>
export type AvailabilityQuery = Static<typeof AvailabilityQuery>
export type Offer = Static<typeof Offer>
