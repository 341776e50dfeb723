/**
 * The data that a cached response can depend on. Each name has a token, which every write to its data replaces; a response is stored with
 * the tokens that were current before its data was read.
 *
 * - `catalogue`: locations, their hours and closures, tariffs, spaces with their ratings
 * - `bookings`: any booking; `location:`, `space:`, `user:`: the bookings of that location, space or member
 * - `reviews`: any review
 * - `people`: the name, the email or the telephone number of any person
 * - `everything`: all of these, where they are too many to be named singly
 */
export type Token =
  | 'catalogue'
  | 'bookings'
  | 'reviews'
  | 'people'
  | 'everything'
  | `location:${string}`
  | `space:${string}`
  | `user:${string}`

type SpaceOfBooking = { locationId: string; spaceId: string }

/** The tokens of the responses that change with a booking of this space by this member. */
export const tokensOfBooking = ({
  locationId,
  spaceId,
  userId,
}: SpaceOfBooking & { userId: string }): [Token, ...Token[]] => [
  'bookings',
  `location:${locationId}`,
  `space:${spaceId}`,
  `user:${userId}`,
]

/**
 * Announces to the caches that the responses with these tokens are about to change. It is called before the commit; the returned
 * function is called after the commit, and before the response of the write is sent.
 */
export type BeginInvalidation = (tokens: Token[]) => Promise<() => Promise<void>>

/** For a process beside which no cache exists, or that changes nothing in cached responses: tools, and processes that only read. */
export const noInvalidation: BeginInvalidation = async () => async () => {}
