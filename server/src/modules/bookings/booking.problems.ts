import Type from 'typebox'
import { Amount, Instant, Range, Uuid } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'
import { Quote } from '../tariffs/tariff.schema.ts'

const Alternative = Type.Object({ spaceId: Uuid, startsAt: Instant, endsAt: Instant, total: Amount })

export const bookingConflict = defineProblem(
  'booking_conflict',
  409,
  { en: 'This time is already taken', ru: 'Это время уже занято' },
  {
    extras: Type.Object({
      taken: Type.Array(Range, {
        description: 'The times of the conflicting bookings, without buffers; at most the first 1000',
      }),
      alternatives: Type.Array(Alternative),
    }),
    constraints: ['bookings_no_overlap'],
  },
)
export const tooManyBookings = defineProblem(
  'too_many_bookings',
  409,
  { en: 'There are too many upcoming bookings', ru: 'Слишком много предстоящих бронирований' },
  { extras: Type.Object({ limit: Type.Integer({ description: '`MAX_LIVE_BOOKINGS`' }) }) },
)
export const tooManyUnpaid = defineProblem('too_many_unpaid', 409, {
  en: 'Too many bookings are not paid',
  ru: 'Слишком много неоплаченных бронирований',
})
export const priceChanged = defineProblem(
  'price_changed',
  409,
  { en: 'The price has changed', ru: 'Цена изменилась' },
  { extras: Type.Object({ quote: Quote }) },
)
