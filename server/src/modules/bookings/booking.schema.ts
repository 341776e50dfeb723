import Type, { type Static } from 'typebox'
import {
  Amount,
  Currency,
  Instant,
  Line,
  LongText,
  Named,
  NamedStrict,
  Nullable,
  Patch,
  Percent,
  pageQuery,
  patternWithMessage,
  Repeated,
  Sort,
  Strict,
  Sum,
  Uuid,
} from '../../http/schema.ts'
import { maxMoney } from '../../shared/money.ts'
import { Payment } from '../payments/payment.schema.ts'
import { SpaceType } from '../spaces/space.schema.ts'
import { Quote } from '../tariffs/tariff.schema.ts'

export const BookingStatus = Type.Union(
  [
    Type.Literal('awaiting_payment'),
    Type.Literal('pending'),
    Type.Literal('confirmed'),
    Type.Literal('checked_in'),
    Type.Literal('completed'),
    Type.Literal('cancelled'),
    Type.Literal('rejected'),
    Type.Literal('expired'),
    Type.Literal('no_show'),
  ],
  { title: 'BookingStatus' },
)

/** An action on a booking; the field `actions` of a booking has those that the actor may perform at this moment. */
export const BookingAction = Type.Union(
  [
    Type.Literal('move'),
    Type.Literal('extend'),
    Type.Literal('cancel'),
    Type.Literal('pay'),
    Type.Literal('approve'),
    Type.Literal('reject'),
    Type.Literal('check_in'),
    Type.Literal('complete'),
    Type.Literal('no_show'),
  ],
  { title: 'BookingAction' },
)

const Title = Line(200, { minLength: 0 })

const fields = {
  id: Uuid,
  userId: Uuid,
  spaceId: Uuid,
  locationId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  requiresCheckIn: Type.Boolean({
    description:
      'Whether the booking becomes a `no_show` if it is not checked in within 15 minutes of its start: what the space required when the booking was made, or last moved before its start',
  }),
  status: BookingStatus,
  title: Title,
  totalPrice: Amount,
  currency: Currency,
  refunded: Sum,
  holdUntil: Type.Union([Instant, Type.Null()], {
    description: 'When a booking that awaits its payment expires; null for one that is paid',
  }),
  paymentRequest: Type.Union([Payment, Type.Null()], {
    description: 'The pending payment of a booking that awaits its payment',
  }),
}
const historyFields = {
  cancelledAt: Nullable(Instant),
  cancelReason: Type.Union([Type.String(), Type.Null()], {
    description: 'The reason of the cancellation or of the rejection',
  }),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
}

export const Booking = Named('Booking', {
  ...fields,
  quote: Quote,
  refundNow: Type.Integer({
    minimum: 0,
    description: 'The refund of a cancellation by the owner at this moment',
  }),
  ...historyFields,
  actions: Type.Array(BookingAction, {
    description:
      'What the user may do with the booking at this moment: `move` before its start, `extend` (only `endsAt`) after it',
  }),
})

/** A single booking by its id. No other response with a booking contains the access notes. */
export const BookingDetails = Named('BookingDetails', {
  ...Booking.properties,
  accessNote: Type.Optional(
    Type.Object(
      { location: Nullable(Type.String()), space: Nullable(Type.String()) },
      {
        description:
          'How to get in; absent where neither the location nor the space has a note, and unless the booking is `confirmed` or `checked_in`',
      },
    ),
  ),
})

export const BookingListItem = Named('BookingListItem', {
  ...fields,
  ...historyFields,
  quote: Type.Optional(Quote),
  user: Type.Optional(
    Type.Object({
      id: Uuid,
      firstName: Type.String(),
      lastName: Type.String(),
      email: Nullable(Type.String()),
      phone: Nullable(Type.String()),
    }),
  ),
  space: Type.Optional(Type.Object({ id: Uuid, name: Type.String(), type: SpaceType })),
})

const ExpectedTotal = Type.Integer({
  minimum: 0,
  maximum: maxMoney,
  description: 'The price that was shown, in the minor unit: another price is refused with `price_changed`',
})

const MeansOfPayment = Type.Union([Type.Literal('wallet'), Type.Literal('online')], {
  title: 'MeansOfPayment',
  description:
    '`online`: where the balance is too low, the slot is held while the payer pays what is missing; otherwise as `wallet`, the default',
})

export const NewBooking = NamedStrict('NewBooking', {
  spaceId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  title: Type.Optional(Title),
  userId: Type.Optional(Uuid),
  expectedTotal: Type.Optional(ExpectedTotal),
  payment: Type.Optional(MeansOfPayment),
})

export const PayRequest = NamedStrict('PayRequest', { payment: Type.Optional(MeansOfPayment) })

export const BookingPatch = Patch('BookingPatch', {
  spaceId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  title: Title,
  expectedTotal: ExpectedTotal,
})

/**
 * A request for the price of a booking; with `movingBookingId`, for the price that this booking would have after a move to this space and time.
 */
export const QuoteRequest = NamedStrict('QuoteRequest', {
  spaceId: Uuid,
  startsAt: Instant,
  endsAt: Instant,
  userId: Type.Optional(Uuid),
  movingBookingId: Type.Optional(Uuid),
})

export const BookingQuote = Named('BookingQuote', {
  ...Quote.properties,
  move: Type.Optional(
    Type.Object(
      { charge: Amount, refund: Amount },
      {
        description: 'Only with `movingBookingId`: what the move takes from the wallet, or gives back to it',
      },
    ),
  ),
})

export const Cancellation = NamedStrict('Cancellation', {
  reason: Type.Optional(LongText),
  refundPercent: Type.Optional(Percent),
})
export const Rejection = NamedStrict('Rejection', { reason: Type.Optional(LongText) })
export const CancellationResult = Named('CancellationResult', { booking: Booking, refund: Amount })

const included = 'user|space|quote'

export const BookingQuery = Strict({
  ...pageQuery,
  locationId: Repeated(Uuid),
  spaceId: Repeated(Uuid),
  userId: Repeated(Uuid),
  status: Repeated(BookingStatus),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  minPrice: Type.Optional(Amount),
  maxPrice: Type.Optional(Amount),
  sort: Sort(['startsAt', 'createdAt', 'totalPrice'], 'startsAt'),
  include: Type.Optional(
    Type.String({
      pattern: patternWithMessage(
        `^(${included})(,(${included}))*$`,
        'must be some of user, space, quote, with commas between them',
        'должно быть перечнем из user, space, quote через запятую',
      ),
      maxLength: 100,
      description: 'The further fields of an item: `user`, `space`, `quote`, with commas between them',
    }),
  ),
})

export type BookingStatus = Static<typeof BookingStatus>
export type BookingAction = Static<typeof BookingAction>
export type Booking = Static<typeof Booking>
export type BookingDetails = Static<typeof BookingDetails>
export type BookingListItem = Static<typeof BookingListItem>
export type NewBooking = Static<typeof NewBooking>
export type PayRequest = Static<typeof PayRequest>
export type BookingPatch = Static<typeof BookingPatch>
export type QuoteRequest = Static<typeof QuoteRequest>
export type BookingQuote = Static<typeof BookingQuote>
export type Cancellation = Static<typeof Cancellation>
export type CancellationResult = Static<typeof CancellationResult>
export type BookingQuery = Static<typeof BookingQuery>

/** Whether the items of a list include their quotes. Pure. */
export const includesQuotes = ({ include }: Pick<BookingQuery, 'include'>): boolean =>
  include?.split(',').includes('quote') ?? false
