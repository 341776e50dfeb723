import type { Location } from '../locations/location.schema.ts'
import type { Schedule } from '../schedule/schedule.hours.ts'
import type { PriceList } from '../tariffs/tariff.price.ts'
import type { Limits } from '../tariffs/tariff.rules.ts'
import type { Tariff } from '../tariffs/tariff.schema.ts'

export type TermsKey = { locationId: string; tariffId: string }

/** On what terms spaces of one tariff in one location are booked. */
export type Terms = {
  location: Pick<Location, 'id' | 'timeZone' | 'isActive'>
  tariff: PriceList & Limits & Pick<Tariff, 'currency' | 'cancellation' | 'isActive'>
}

/** `xmins`: which versions of the location's and the tariff's row they were read from. */
export type LoadedTerms = { terms: Terms; schedule: Schedule; xmins: { location: string; tariff: string } }

export type KeyedTerms = TermsKey & LoadedTerms

/**
 * On what terms spaces are booked, for all of them, with every closure that may still matter; at most ten seconds old, and
 * never older than a change that was answered. What is booked in earnest asks the database in its own transaction.
 */
export type AllTerms = () => Promise<KeyedTerms[]>
