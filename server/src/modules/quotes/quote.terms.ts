import type { Location } from '../locations/location.schema.ts'
import type { Schedule } from '../schedule/schedule.hours.ts'
import type { Space } from '../spaces/space.schema.ts'
import type { Limits } from '../tariffs/tariff.limits.ts'
import type { PriceList } from '../tariffs/tariff.price.ts'
import type { Tariff } from '../tariffs/tariff.schema.ts'

export type TermsKey = { locationId: string; tariffId: string }

/** The parts of the terms that are read from the rows of the location and of the tariff. */
export type LocationAndTariff = {
  location: Pick<Location, 'id' | 'timeZone' | 'isActive'>
  tariff: PriceList & Limits & Pick<Tariff, 'currency' | 'cancellation' | 'isActive'>
}

/**
 * The terms of the spaces of one tariff in one location. `xmins` are the versions of the rows of the location and the tariff that the terms
 * were read from. A change of the opening hours gives the location's row a new version, too (migration 0035); closures are looked for
 * separately.
 */
export type LoadedTerms = LocationAndTariff & {
  schedule: Schedule
  xmins: { location: string; tariff: string }
}

export type KeyedTerms = TermsKey & LoadedTerms

/**
 * The terms of all spaces, with the closures of whole locations that may still matter; closures of single spaces are read separately.
 * At most ten seconds old, and never older than a change whose response was sent.
 * A booking does not use this value. A booking in a transaction reads the terms from the database; a booking in one statement uses the
 * cached terms of quote.space-cache.ts, compares the versions of their rows, and looks for closures (0026).
 */
export type LoadAllTerms = () => Promise<KeyedTerms[]>

type SpaceCount = TermsKey & Pick<Space, 'type' | 'isActive' | 'requiresApproval'> & { spaces: number }

/** The number of spaces of each type for each key of terms; at most ten seconds old, and never older than a change whose response was sent. */
export type LoadSpaceCounts = () => Promise<SpaceCount[]>
