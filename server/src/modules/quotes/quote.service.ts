import type { Expression } from 'kysely'
import type { Db } from '../../db/db.ts'
import { type Actor, assertRunsLocation } from '../../shared/call.ts'
import { type Money, maxMoney } from '../../shared/money.ts'
import { assertInterval, notFound } from '../../shared/problems.ts'
import { minuteMs, minutesOf, rangeOf, type TimeRange } from '../../shared/time-range.ts'
import type { Location } from '../locations/location.schema.ts'
import { getLocation } from '../locations/location.service.ts'
import { assertOpen, isOpen } from '../schedule/schedule.hours.ts'
import type { SpaceRow } from '../spaces/space.service.ts'
import {
  assertDuration,
  assertLeadTimeAndAdvanceLimit,
  assertNotPast,
  assertStartAndDuration,
  type BookingContext,
} from '../tariffs/tariff.limits.ts'
import { deadlinesOf } from '../tariffs/tariff.policy.ts'
import { priceOf } from '../tariffs/tariff.price.ts'
import { invalidDuration, startsInPast } from '../tariffs/tariff.problems.ts'
import { maxBookingMinutes, type Quote, type Tariff } from '../tariffs/tariff.schema.ts'
import { assertNewTariff, completeTariff } from '../tariffs/tariff.service.ts'
import { spaceUnavailable } from './quote.problems.ts'
import type { PreviewRequest } from './quote.schema.ts'
import type { KeyedTerms, LoadedTerms, LocationAndTariff, TermsKey } from './quote.terms.ts'
import * as view from './quote.view.ts'

const { findTerms, selectTermsKey } = view

export const { lockSpaceIfUnchangedStatement } = view

/** The key of terms as a text, for the keys of a `Map`. */
export const mapKeyOf = ({ locationId, tariffId }: TermsKey): string => `${locationId} ${tariffId}`

/** The parts of the terms that the price depends on. */
type PriceTerms = {
  location: Pick<Location, 'timeZone'>
  tariff: Pick<Tariff, 'hourlyRate' | 'dailyCap' | 'rules' | 'currency' | 'cancellation'>
}

/**
 * The price of a booking by a tariff that is not saved. The rules and prices are those of a booking, so an editor shows the price
 * that members will pay. Raises `not_found`, `forbidden`, `validation_failed`, `invalid_interval`, `invalid_duration`.
 */
export async function previewQuote(db: Db, actor: Actor, input: PreviewRequest): Promise<Quote> {
  assertNewTariff(input.tariff, '/tariff')
  const location = await getLocation(db, actor, input.locationId)
  assertRunsLocation(actor, location.id)
  const tariff = completeTariff(input.tariff, location.currency)
  const during = rangeOf(input)
  assertInterval(during)
  assertStartAndDuration(tariff, location.timeZone, during)
  return quoteOf({ location, tariff }, during)
}

/**
 * Checks a booking, except whether its time is taken, and prices it. Raises the refusals of a quote, in their order. Pure. The
 * caller has loaded the terms for `cutToMaxLength(during)`.
 */
export function checkAndQuote(
  terms: LoadedTerms,
  space: SpaceRow,
  during: TimeRange,
  context: BookingContext,
): Quote {
  assertBookable(terms, during, context, space.isActive)
  assertOpen(terms.schedule, during)
  return quoteOf(terms, during)
}

/**
 * Checks and prices a running booking that shall end at another time than `oldEnd`. Its start stays, so it is not checked: the tariff may
 * have another step now. The new length must be one that the tariff allows now, and only the time that is added must be open. Pure.
 */
export function checkAndQuoteNewEnd(
  terms: LoadedTerms,
  space: SpaceRow,
  during: TimeRange,
  oldEnd: number,
): Quote {
  assertInterval(during)
  assertDuration(terms.tariff, during)
  if (!areAllActive(terms, space.isActive)) throw spaceUnavailable()
  const added = { start: oldEnd, end: during.end }
  if (added.start < added.end) assertOpen(terms.schedule, added)
  return quoteOf(terms, during)
}

/**
 * The part of `during` in which closures matter: no tariff allows a longer booking, and a longer booking is refused before closures
 * are checked. Pure.
 */
export const cutToMaxLength = ({ start, end }: TimeRange): TimeRange => ({
  start,
  end: Math.min(end, start + maxBookingMinutes * minuteMs),
})

/**
 * The terms of a space, and the opening hours and closures within `during`. Raises `not_found` where the location or the tariff
 * was deleted.
 */
export async function loadTerms(
  db: Db,
  space: Pick<SpaceRow, 'id' | 'locationId' | 'tariffId'>,
  during: TimeRange,
): Promise<LoadedTerms> {
  const [loaded] = await findTerms(db, selectTermsKey(space), space.id, during)
  if (!loaded) throw notFound()
  return loaded
}

/** The terms for each pair of location and tariff that a query gives, without the closures of single spaces. */
export const loadTermsOf = (db: Db, keys: Expression<TermsKey>, during: TimeRange): Promise<KeyedTerms[]> =>
  findTerms(db, keys, null, during)

/**
 * Raises the refusals that do not depend on opening hours, closures and other bookings, in this order: `invalid_interval`,
 * `starts_in_past`, `invalid_duration`, `outside_booking_window`, `space_unavailable`. Pure.
 */
export function assertBookable(
  { location, tariff }: LocationAndTariff,
  during: TimeRange,
  context: BookingContext,
  isActive: boolean,
): void {
  const { timeZone } = location
  assertInterval(during)
  assertNotPast(tariff, timeZone, during.start, context)
  assertStartAndDuration(tariff, timeZone, during)
  // A running step that a change of the clock has lengthened may go on when a booking from its beginning is over.
  if (during.end <= context.now) throw startsInPast()
  assertLeadTimeAndAdvanceLimit(tariff, timeZone, during.start, context)
  if (!areAllActive({ location, tariff }, isActive)) throw spaceUnavailable()
}

/** Whether the space (`isActive`), its location and its tariff are all active. */
export const areAllActive = ({ location, tariff }: LocationAndTariff, isActive: boolean): boolean =>
  isActive && location.isActive && tariff.isActive

/**
 * Whether the space, its location and its tariff are active, and the space is open for the whole of `during`. Pure. The caller has
 * loaded the terms for `during`.
 */
export const isOpenFor = (terms: LoadedTerms, space: SpaceRow, during: TimeRange): boolean =>
  areAllActive(terms, space.isActive) && isOpen(terms.schedule, during)

/**
 * The price with its lines, and the refunds of a cancellation with their deadlines. Raises `invalid_duration` where the total or a
 * line is above `maxMoney`, and (in `priceOf`) where there would be more than a thousand lines.
 */
export function quoteOf({ location, tariff }: PriceTerms, during: TimeRange): Quote {
  const { total, lines } = priceOf(tariff, location.timeZone, during)
  if (total > maxMoney || lines.some(({ amount }) => Math.abs(amount) > maxMoney))
    throw invalidDuration({
      en: 'The price for this duration is more than can be charged',
      ru: 'Цена за такую длительность больше, чем можно списать',
    })
  const cancellation = deadlinesOf(tariff.cancellation, during.start)
  return { total, currency: tariff.currency, minutes: minutesOf(during), lines, cancellation }
}

// A quote of so many minutes has at most one line for each minute and one for each day's cap, so it never has too many lines.
const neverTooManyLinesMinutes = 720

/**
 * Whether `quoteOf` accepts `during` in any case, without computing the price; false says nothing. A price is refused for its number of
 * lines, and for a total or a line above `maxMoney`. Both are at most the highest rate for the whole time plus half a unit for each line,
 * so half of `maxMoney` leaves room for rounding. Pure.
 */
export function isPriceSurelyAllowed({ tariff }: Pick<PriceTerms, 'tariff'>, during: TimeRange): boolean {
  const minutes = minutesOf(during)
  const isSmall = ({ hourlyRate }: { hourlyRate: Money }) => (hourlyRate * minutes) / 60 <= maxMoney / 2
  return minutes <= neverTooManyLinesMinutes && isSmall(tariff) && tariff.rules.every(isSmall)
}
