import type { operations } from './schema.gen.ts'

type Responses<Op extends keyof operations> = operations[Op]['responses']
type Json<A> = A extends { content: { 'application/json': infer Body } } ? Body : never

/** The response of an operation, by its `operationId`. */
export type ResponseBody<Op extends keyof operations> =
  | Json<Responses<Op> extends { 200: infer A } ? A : never>
  | Json<Responses<Op> extends { 201: infer A } ? A : never>

/** The request body of an operation. */
export type RequestBody<Op extends keyof operations> =
  NonNullable<operations[Op]['requestBody']> extends {
    content: { 'application/json': infer B }
  }
    ? B
    : never

// The nouns of the API that more than one feature shows.
export type User = ResponseBody<'getMe'>
export type Location = ResponseBody<'getLocation'>
/** A location in lists: also whether it has hours, and the number of its active spaces. */
export type ListedLocation = ResponseBody<'listLocations'>['items'][number]
/** A user in lists for staff. */
export type ListedUser = ResponseBody<'listUsers'>['items'][number]
export type Space = ResponseBody<'getSpace'>
export type SpaceType = Space['type']
export type Tariff = ResponseBody<'getTariff'>
export type Quote = ResponseBody<'quote'>
export type Booking = ResponseBody<'getBooking'>
export type BookingListItem = ResponseBody<'listBookings'>['items'][number]
export type BookingStatus = Booking['status']

/** A space and a requested time in it, in the form of a request. Without the buffers, which the glossary's slot includes. */
export type Slot = { spaceId: string; startsAt: string; endsAt: string }
