import type { QueryClient } from '@tanstack/react-query'
import type { paths } from './schema.gen.ts'

/**
 * The first words of query keys that a write may make stale. A query key with another first word does not compile until the word is
 * added here. Add it to the lines of `staleAfter` whose writes change what the query shows, too: a word that is missing there does
 * compile.
 */
type Noun =
  | 'audit'
  | 'bookings'
  | 'closures'
  | 'day'
  | 'locations'
  | 'members'
  | 'offers'
  | 'payments'
  | 'person'
  | 'quote'
  | 'reports'
  | 'reviews'
  | 'sessions'
  | 'settings'
  | 'shifts'
  | 'spaces'
  | 'tariffs'
  | 'wallet'

/** The first words of query keys that only one form or page uses; no write makes them stale. */
type ShortLived = 'edited' | 'preview' | 'verify-email'

declare module '@tanstack/react-query' {
  interface Register {
    queryKey: readonly [Noun | ShortLived, ...unknown[]]
  }
}

type Method = 'post' | 'put' | 'patch' | 'delete'
type MethodsOf<Path> = { [M in keyof Path]: Path[M] extends { responses: unknown } ? M : never }[keyof Path] &
  Method
/** `PATCH /api/v1/bookings/{id}`: every operation of the service except GET. Each needs a line in `staleAfter`. */
type Write = { [P in keyof paths & string]: `${Uppercase<MethodsOf<paths[P]>>} ${P}` }[keyof paths & string]

// A booking changes its owner's money (`wallet` on the owner's screens, `person` on those of staff) and the time that is free for others.
// A quote may be refused because of the member's number of bookings.
const staleAfterBooking: Noun[] = [
  'audit',
  'bookings',
  'day',
  'offers',
  'person',
  'quote',
  'reports',
  'wallet',
]
// A booking with `payment: 'online'` begins a payment of what is missing on the balance.
const staleAfterBookingWithPayment: Noun[] = [...staleAfterBooking, 'payments']
// The data that decide whether a time can be booked, and its price.
const staleAfterTerms: Noun[] = ['audit', 'day', 'locations', 'offers', 'quote', 'reports']
// The settings name the currencies of the locations.
const staleAfterLocation: Noun[] = [...staleAfterTerms, 'settings']
const staleAfterReview: Noun[] = ['audit', 'offers', 'reviews', 'spaces']
// A name shows beside bookings and shifts. A review keeps the name under which it was written.
const staleAfterPerson: Noun[] = ['audit', 'bookings', 'members', 'person', 'shifts']

/**
 * The queries that each write makes stale, for the whole app. A new operation of the service does not compile until it has a line
 * here, with the words of `Noun` whose queries show what it changes; nor does the line of an operation that no longer exists.
 */
export const staleAfter: Record<Write, readonly Noun[]> = {
  'POST /api/v1/auth/register': [],
  'POST /api/v1/auth/login': ['sessions'],
  'POST /api/v1/auth/refresh': [],
  'POST /api/v1/auth/logout': [],
  'POST /api/v1/auth/password-reset': [],
  'POST /api/v1/auth/password-reset/confirm': [],
  'POST /api/v1/users': ['audit', 'members'],
  'POST /api/v1/auth/verify-email': ['members', 'person'],
  'POST /api/v1/me/verify-email': [],
  'POST /api/v1/me/password': ['sessions'],
  'DELETE /api/v1/me/sessions/{id}': ['sessions'],
  'PATCH /api/v1/me': staleAfterPerson,
  'PATCH /api/v1/users/{id}': [...staleAfterPerson, 'locations'],
  'POST /api/v1/users/{id}/merge': ['audit', 'bookings', 'day', 'members', 'person', 'wallet'],
  // `person` is not stale, because a deleted user is not found any more. The reviews are deleted, too, and with them their ratings of spaces.
  'DELETE /api/v1/users/{id}': [...staleAfterReview, 'bookings', 'day', 'members', 'reports', 'shifts'],
  'POST /api/v1/users/{id}/wallet/entries': ['audit', 'members', 'person', 'reports', 'shifts', 'wallet'],
  // Nothing is paid yet when the provider's page opens.
  'POST /api/v1/payments': ['payments'],
  'POST /api/v1/payments/{id}/refunds': ['audit', 'members', 'payments', 'person', 'reports', 'wallet'],

  'POST /api/v1/locations/{id}/shifts': ['audit', 'shifts'],
  'POST /api/v1/shifts/{id}/close': ['audit', 'shifts'],

  'POST /api/v1/locations': staleAfterLocation,
  'PATCH /api/v1/locations/{id}': staleAfterLocation,
  'DELETE /api/v1/locations/{id}': [...staleAfterLocation, 'members', 'person', 'spaces', 'tariffs'],
  'PUT /api/v1/locations/{id}/opening-hours': staleAfterTerms,
  'POST /api/v1/locations/{id}/closures': [...staleAfterBooking, 'closures'],
  'DELETE /api/v1/locations/{id}/closures/{closureId}': [...staleAfterTerms, 'closures'],
  'POST /api/v1/spaces': [...staleAfterTerms, 'spaces'],
  'PATCH /api/v1/spaces/{id}': [...staleAfterTerms, 'bookings', 'spaces'],
  'DELETE /api/v1/spaces/{id}': [...staleAfterTerms, 'spaces'],
  'POST /api/v1/tariffs': [...staleAfterTerms, 'tariffs'],
  'PATCH /api/v1/tariffs/{id}': [...staleAfterTerms, 'tariffs'],
  'DELETE /api/v1/tariffs/{id}': [...staleAfterTerms, 'tariffs'],

  'POST /api/v1/quotes': [],
  'POST /api/v1/quotes/preview': [],
  'POST /api/v1/bookings': staleAfterBookingWithPayment,
  'PATCH /api/v1/bookings/{id}': staleAfterBooking,
  'DELETE /api/v1/bookings/{id}': staleAfterBooking,
  'POST /api/v1/bookings/{id}/cancel': staleAfterBooking,
  'POST /api/v1/bookings/{id}/pay': staleAfterBookingWithPayment,
  'POST /api/v1/bookings/{id}/approve': staleAfterBooking,
  'POST /api/v1/bookings/{id}/reject': staleAfterBooking,
  'POST /api/v1/bookings/{id}/no-show': staleAfterBooking,
  'POST /api/v1/bookings/{id}/check-in': staleAfterBooking,
  'POST /api/v1/bookings/{id}/complete': staleAfterBooking,

  'POST /api/v1/spaces/{id}/reviews': staleAfterReview,
  'PATCH /api/v1/reviews/{id}': staleAfterReview,
  'DELETE /api/v1/reviews/{id}': staleAfterReview,
  'POST /api/v1/reviews/{id}/approve': staleAfterReview,
  'POST /api/v1/reviews/{id}/reject': staleAfterReview,
}

/** The first words of the query keys that are marked as stale and not fetched again yet. */
const staleNouns = new Set<unknown>()

/** Marks the queries that this call makes stale: they are fetched when next shown, or by `refetchStale`. Does nothing for a GET. */
export function markStale(queries: QueryClient, method: string, path: string): void {
  const nouns: readonly unknown[] = staleAfter[`${method} ${path}` as Write] ?? []
  for (const noun of nouns) staleNouns.add(noun)
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => nouns.includes(queryKey[0]),
    refetchType: 'none',
  })
}

/** Fetches the stale queries on the screen at once, also where a request is under way: its response may be the older state. */
export function refetchStale(queries: QueryClient): Promise<void> {
  const nouns = new Set(staleNouns)
  staleNouns.clear()
  return queries.invalidateQueries({ predicate: ({ queryKey }) => nouns.has(queryKey[0]) })
}
