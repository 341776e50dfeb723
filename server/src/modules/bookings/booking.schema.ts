import Type, { type Static } from 'typebox'
import {
  Amount,
  Currency,
  Instant,
  Line,
  LongText,
  Nullable,
  Patch,
  Percent,
  pageQuery,
  Repeated,
  Sort,
  Strict,
  Uuid,
} from '../../http/schema.ts'
import { SpaceType } from '../spaces/space.schema.ts'
import { Quote } from '../tariffs/tariff.schema.ts'

export const BookingStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('confirmed'),
  Type.Literal('checked_in'),
  Type.Literal('completed'),
  Type.Literal('cancelled'),
  Type.Literal('rejected'),
  Type.Literal('expired'),
  Type.Literal('no_show'),
])

const Title = Line(200, 0)

const fields = {
  id: Uuid,
  userId: Uuid,
  spaceId: Uuid,
  locationId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  status: BookingStatus,
  title: Title,
  totalPrice: Amount,
  currency: Currency,
  quote: Quote,
  refunded: Amount,
}
const stamps = {
  cancelledAt: Nullable(Instant),
  cancelReason: Nullable(Type.String()),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
}

export const Booking = Type.Object({
  ...fields,
  refundNow: Type.Integer({ minimum: 0, description: 'What its owner would get by cancelling this instant' }),
  ...stamps,
})

export const BookingListItem = Type.Object({
  ...fields,
  ...stamps,
  user: Type.Optional(
    Type.Object({ id: Uuid, firstName: Type.String(), lastName: Type.String(), email: Type.String() }),
  ),
  space: Type.Optional(Type.Object({ id: Uuid, name: Type.String(), type: SpaceType })),
})

export const NewBooking = Strict({
  spaceId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  title: Type.Optional(Title),
  userId: Type.Optional(Uuid),
})

export const BookingMove = Patch({ spaceId: Uuid, startsAt: Instant, endsAt: Instant, title: Title })

export const Cancellation = Strict({
  reason: Type.Optional(LongText),
  refundPercent: Type.Optional(Percent),
})
export const Cancelled = Type.Object({ booking: Booking, refund: Amount })

export const BookingQuery = Strict({
  ...pageQuery,
  locationId: Type.Optional(Uuid),
  spaceId: Type.Optional(Uuid),
  userId: Type.Optional(Uuid),
  status: Repeated(BookingStatus),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  minPrice: Type.Optional(Amount),
  maxPrice: Type.Optional(Amount),
  sort: Sort(['startsAt', 'createdAt', 'totalPrice'], 'startsAt'),
  include: Type.Optional(
    Type.String({ pattern: '^(user|space)(,(user|space))*$', description: '`user`, `space`, by comma' }),
  ),
})

export type BookingStatus = Static<typeof BookingStatus>
export type Booking = Static<typeof Booking>
export type BookingListItem = Static<typeof BookingListItem>
export type NewBooking = Static<typeof NewBooking>
export type BookingMove = Static<typeof BookingMove>
export type Cancellation = Static<typeof Cancellation>
export type Cancelled = Static<typeof Cancelled>
export type BookingQuery = Static<typeof BookingQuery>
