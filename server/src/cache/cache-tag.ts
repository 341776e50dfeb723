/**
 * A cache tag names data that a cached response can depend on. Each tag has a token (tokens.ts), a random value that every write to
 * the data replaces; a response is stored with the tokens that were current before its data was read.
 *
 * - `catalogue`: locations, their hours and closures, tariffs, spaces with their ratings
 * - `bookings`: any booking, with its payment that is pending; `location:`, `space:`, `user:`: the bookings of that location, space or member
 * - `reviews`: any review
 * - `people`: the name, the email or the telephone number of any person
 * - `everything`: all of these, where they are too many to be named singly
 */
export type CacheTag =
  | 'catalogue'
  | 'bookings'
  | 'reviews'
  | 'people'
  | 'everything'
  | `location:${string}`
  | `space:${string}`
  | `user:${string}`

type SpaceOfBooking = { locationId: string; spaceId: string }

/** The tags of the responses that change with a booking of this space by this member. */
export const cacheTagsOfBooking = ({
  locationId,
  spaceId,
  userId,
}: SpaceOfBooking & { userId: string }): [CacheTag, ...CacheTag[]] => [
  'bookings',
  `location:${locationId}`,
  `space:${spaceId}`,
  `user:${userId}`,
]

// For more objects than this, one cache tag for all bookings is cheaper to read.
const maxObjects = 16

/** The tags of the bookings of these locations, spaces or members. */
export const cacheTagsOf = (prefix: 'location:' | 'space:' | 'user:', ids: string[]): CacheTag[] =>
  ids.length > maxObjects ? ['bookings'] : ids.map((id) => `${prefix}${id}` as const)

/**
 * Begins the invalidation of the responses with these tags. It is called before the commit; the returned
 * function is called after the commit, and before the response of the write is sent.
 */
export type BeginInvalidation = (tags: CacheTag[]) => Promise<() => Promise<void>>

/** For a process beside which no cache exists, or that changes nothing in cached responses: tools, and processes that only read. */
export const noInvalidation: BeginInvalidation = async () => async () => {}
