import { spaceTypes } from '../../shared/api/space-types.ts'
import type { Location, Slot, SpaceType } from '../../shared/api/types.ts'
import { parseMoney } from '../../shared/format/money.ts'
import { addDays, instantOf, isDay, minutesOf, timeOf, wallClock } from '../../shared/format/zoned.ts'
import { maxBookingMinutes } from '../../shared/ui/length-select.tsx'

/** The search criteria as search parameters of the address: a search can be saved and sent to somebody. */
export type Criteria = {
  location?: string | undefined
  date?: string | undefined
  time?: string | undefined
  minutes?: number | undefined
  /** The number of people as it was typed; `peopleOf` is the number by which the search filters. */
  people?: number | undefined
  /** The type of the spaces. The name in the address stays, because people have saved searches. */
  kind?: SpaceType | undefined
  amenities?: string[] | undefined
  maxPrice?: string | undefined
  view?: 'list' | 'day' | undefined
  /** The space and time whose booking was interrupted by a sign-in: `<space>~<start>~<end>`. */
  booking?: string | undefined
}

/** The search to return to after a sign-in, with the slot to be booked. It names the location, because another one may be proposed then. */
export const searchWithSlot = (
  criteria: Criteria,
  { id }: Pick<Location, 'id'>,
  { spaceId, startsAt, endsAt }: Slot,
): Criteria => ({ ...criteria, location: id, booking: `${spaceId}~${startsAt}~${endsAt}` })

/** The slot whose booking was interrupted by a sign-in, as `searchWithSlot` wrote it into the address. */
export function interruptedSlot({ booking = '' }: Criteria): Slot | null {
  const [spaceId, startsAt, endsAt] = booking.split('~')
  return spaceId && startsAt && endsAt ? { spaceId, startsAt, endsAt } : null
}

const text = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined

/** The number of amenities by which the service filters at most. */
const maxAmenities = 100

const count = (value: unknown, max: number): number | undefined =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max
    ? (value as number)
    : undefined

function slotText(value: unknown): string | undefined {
  const found = text(value, /^[\da-f-]{36}~[\dTZ:.-]{20,24}~[\dTZ:.-]{20,24}$/)
  const [, ...instants] = found?.split('~') ?? []
  return instants.some((instant) => Number.isNaN(Date.parse(instant))) ? undefined : found
}

/** The criteria of an address that have the right form; `peopleOf` and `maxPriceOf` read those that a user types. Pure. */
export function criteriaOf(search: Record<string, unknown>): Criteria {
  return {
    location: text(search.location, /^[\da-f-]{36}$/i),
    date: typeof search.date === 'string' && isDay(search.date) ? search.date : undefined,
    time: text(search.time, /^([01]\d|2[0-3]):[0-5]\d$/),
    minutes: count(search.minutes, maxBookingMinutes),
    people: typeof search.people === 'number' ? search.people : undefined,
    kind: spaceTypes.find((type) => type === search.kind),
    amenities: Array.isArray(search.amenities)
      ? search.amenities.filter((each) => text(each, /^\P{Cc}{1,100}$/u)?.trim()).slice(0, maxAmenities)
      : undefined,
    maxPrice: text(
      typeof search.maxPrice === 'number' ? String(search.maxPrice) : search.maxPrice,
      /^.{1,20}$/,
    ),
    view: search.view === 'day' || search.view === 'list' ? search.view : undefined,
    booking: slotText(search.booking),
  }
}

export type SearchTime = { date: string; time: string; minutes: number; startsAt: string; endsAt: string }

/** The number of people of the filter; undefined where there is none, or the typed number is no number of people. Pure. */
export const peopleOf = ({ people }: Criteria): number | undefined => count(people, 100_000)

/** The highest price of the filter in the minor unit; null where there is none, or its text is no amount in the language of the screen. */
export const maxPriceOf = ({ maxPrice }: Criteria, currency: string | undefined): number | null =>
  maxPrice && currency ? parseMoney(maxPrice, currency) : null

/** In minutes after midnight: if the next half hour begins later, the morning of the next day is proposed. */
const lastProposedStart = 20 * 60

/** The time of the search: the requested one, else an hour from the next half hour on, or the morning of the next day. */
export function searchTime(
  criteria: Criteria,
  { timeZone }: Pick<Location, 'timeZone'>,
  now: number,
): SearchTime {
  const localNow = wallClock(now, timeZone)
  const next = Math.ceil((minutesOf(localNow.time) + 1) / 30) * 30
  // In the evening the next day is proposed, but a user who chooses today means the hours that are left of it.
  const date = criteria.date ?? (next > lastProposedStart ? addDays(localNow.date, 1) : localNow.date)
  const startToday = timeOf(Math.max(next, 9 * 60))
  const time = criteria.time ?? (date === localNow.date ? startToday : '09:00')
  const minutes = criteria.minutes ?? 60
  const start = instantOf({ date, time }, timeZone)
  return {
    // The form shows the time that is searched: the last half hour of today ends at 00:00 of the next day, and the spring change skips times.
    ...wallClock(start, timeZone),
    minutes,
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + minutes * 60_000).toISOString(),
  }
}

const typedFields: string[] = ['people', 'maxPrice'] satisfies (keyof Criteria)[]

/** Whether a change comes only from fields in which text is typed; the button that removes all filters is a choice. Pure. */
export const isTyped = (change: Criteria): boolean =>
  Object.keys(change).every((name) => typedFields.includes(name))

let last: { criteria: Criteria; zone: string } | null = null

/** Remembers the search in a location of this time zone for the link to the search page, for as long as the tab is open. */
export function rememberCriteria({ booking: _interrupted, ...criteria }: Criteria, zone: string): void {
  last = { criteria, zone }
}

/** The last search, without a day and a time that have passed at the location meanwhile. */
export function lastCriteria(now = Date.now()): Criteria {
  if (!last) return {}
  const { date, time, ...rest } = last.criteria
  const { startsAt } = searchTime(last.criteria, { timeZone: last.zone }, now)
  return Date.parse(startsAt) <= now ? rest : last.criteria
}
