import Type, { type Static } from 'typebox'
import { Instant, pageQuery, Range, Strict, Uuid } from '../../http/schema.ts'
import { Space, spaceFilter } from '../spaces/space.schema.ts'
import { Quote } from '../tariffs/tariff.schema.ts'

export const Window = Strict({ from: Instant, to: Instant })

export const SpaceAvailability = Type.Object({
  open: Type.Array(Range, { description: 'Opening hours less closures' }),
  busy: Type.Array(Range, { description: 'Taken, buffers included' }),
  free: Type.Array(Range, {
    description: "Where a booking's own interval may lie, its own buffers reckoned in",
  }),
})

export const LocationWindow = Strict({ ...pageQuery, from: Instant, to: Instant })
export const SpaceDay = Type.Object({ spaceId: Uuid, ...SpaceAvailability.properties })

export const AvailabilityQuery = Strict({ ...pageQuery, from: Instant, to: Instant, ...spaceFilter })

/** A space that would be booked for the asked time if asked now, and what it would cost. */
export const Offer = Type.Object({ space: Space, quote: Quote })

export type Window = Static<typeof Window>
export type SpaceAvailability = Static<typeof SpaceAvailability>
export type LocationWindow = Static<typeof LocationWindow>
export type SpaceDay = Static<typeof SpaceDay>
export type AvailabilityQuery = Static<typeof AvailabilityQuery>
export type Offer = Static<typeof Offer>
