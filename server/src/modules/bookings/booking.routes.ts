import { ownScope } from '../../cache/scope.ts'
import type { Deps } from '../../deps.ts'
import { byId } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { cached } from '../../http/cached.ts'
import { queueKeyOf } from '../../http/queue-key.ts'
import { IdParams, Page } from '../../http/schema.ts'
import {
  forbidden,
  invalidTransition,
  notFound,
  preconditionFailed,
  unauthenticated,
} from '../../shared/problems.ts'
import { paymentsUnavailable, providerUnavailable } from '../payments/payment.problems.ts'
import { bookabilityProblems } from '../quotes/quote.problems.ts'
import { quoteInQueue } from '../quotes/quote.queue.ts'
import { insufficientFunds } from '../wallet/wallet.problems.ts'
import { book } from './booking.book.ts'
import { dependenciesOf } from './booking.cache.ts'
import { cancel } from './booking.cancel.ts'
import { move } from './booking.move.ts'
import { payForBooking } from './booking.online.ts'
import { deleteBooking, performAction } from './booking.perform-action.ts'
import { bookingConflict, priceChanged, tooManyBookings, tooManyUnpaid } from './booking.problems.ts'
import { quoteFor } from './booking.quote.ts'
import {
  Booking,
  BookingDetails,
  BookingListItem,
  BookingPatch,
  BookingQuery,
  BookingQuote,
  Cancellation,
  CancellationResult,
  includesQuotes,
  NewBooking,
  PayRequest,
  QuoteRequest,
  Rejection,
} from './booking.schema.ts'
import { getBooking, getBookingDetails, listBookings } from './booking.service.ts'

const tags = ['bookings']
const params = IdParams
const onlineProblems = [paymentsUnavailable, providerUnavailable]
const slotProblems = [...bookabilityProblems, bookingConflict, priceChanged, insufficientFunds]

const actions = [
  { action: 'approve', access: 'manager' },
  { action: 'no-show', access: 'manager' },
  { action: 'check-in', access: 'member' },
  { action: 'complete', access: 'member' },
] as const

const operationIdOf = (action: string) =>
  `${action.replace(/-(\w)/, (_, c: string) => c.toUpperCase())}Booking`

export const bookingRoutes = (deps: Deps) => async (app: App) => {
  const target = byId((actor, id) => {
    if (!actor) throw unauthenticated()
    return getBooking(deps, actor, id)
  })

  app.post(
    '/quotes',
    {
      schema: {
        operationId: 'quote',
        tags: ['tariffs'],
        body: QuoteRequest,
        response: { 200: BookingQuote },
      },
      config: {
        access: 'public',
        problems: [
          notFound,
          unauthenticated,
          forbidden,
          ...bookabilityProblems,
          tooManyBookings,
          invalidTransition,
        ],
      },
    },
    (request) =>
      quoteInQueue(deps, queueKeyOf(request), request.body, () =>
        quoteFor(deps, request.actor, request.body),
      ),
  )
  app.post(
    '/bookings',
    {
      schema: { operationId: 'book', tags, body: NewBooking, response: { 201: Booking } },
      config: {
        access: 'member',
        etag: true,
        problems: [notFound, forbidden, tooManyBookings, tooManyUnpaid, ...slotProblems, ...onlineProblems],
      },
    },
    async (request, reply) => {
      const booking = await book(deps, request.call, request.body)
      return reply.code(201).send(booking)
    },
  )
  app.get(
    '/bookings',
    {
      schema: {
        operationId: 'listBookings',
        tags,
        querystring: BookingQuery,
        response: { 200: Page(BookingListItem) },
      },
      config: { access: 'member', etag: true },
    },
    cached(deps, {
      isLong: ({ query }) => includesQuotes(query),
      scope: ownScope,
      dependsOn: ({ actor, query }) => dependenciesOf(actor, query),
      write: ({ actor, query }) => listBookings(deps, actor, query),
    }),
  )
  app.get(
    '/bookings/:id',
    {
      schema: { operationId: 'getBooking', tags, params, response: { 200: BookingDetails } },
      config: { access: 'member', etag: true },
    },
    ({ call, params }) => getBookingDetails(deps, call.actor, params.id),
  )
  app.patch(
    '/bookings/:id',
    {
      schema: { operationId: 'moveBooking', tags, params, body: BookingPatch, response: { 200: Booking } },
      config: {
        access: 'member',
        etag: true,
        problems: [forbidden, preconditionFailed, invalidTransition, ...slotProblems],
      },
    },
    (request) => move(deps, request.call, request.params.id, request.body),
  )
  app.post(
    '/bookings/:id/cancel',
    {
      schema: {
        operationId: 'cancelBooking',
        tags,
        params,
        body: Cancellation,
        response: { 200: CancellationResult },
      },
      config: { access: 'member', problems: [forbidden, preconditionFailed, invalidTransition] },
    },
    ({ call, params, body }) => cancel(deps, call, params.id, body),
  )
  app.post(
    '/bookings/:id/pay',
    {
      schema: {
        operationId: 'payForBooking',
        tags,
        params,
        body: PayRequest,
        response: { 200: Booking },
      },
      config: {
        access: 'member',
        etag: true,
        problems: [forbidden, preconditionFailed, invalidTransition, insufficientFunds, ...onlineProblems],
      },
    },
    ({ call, params, body }) => payForBooking(deps, call, params.id, body),
  )
  app.post(
    '/bookings/:id/reject',
    {
      schema: { operationId: 'rejectBooking', tags, params, body: Rejection, response: { 200: Booking } },
      config: { access: 'manager', etag: true, problems: [preconditionFailed, invalidTransition], target },
    },
    ({ call, params, body }) => performAction(deps, call, params.id, 'reject', body.reason),
  )
  for (const { action, access } of actions)
    app.post(
      `/bookings/:id/${action}`,
      {
        schema: { operationId: operationIdOf(action), tags, params, response: { 200: Booking } },
        config: { access, etag: true, problems: [preconditionFailed, invalidTransition], target },
      },
      ({ call, params }) => performAction(deps, call, params.id, action),
    )
  app.delete(
    '/bookings/:id',
    {
      schema: { operationId: 'deleteBooking', tags, params },
      config: { access: 'admin', problems: [preconditionFailed, invalidTransition], target },
    },
    (request) => deleteBooking(deps, request.call, request.params.id),
  )
}
