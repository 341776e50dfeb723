import type { Static } from 'typebox'
import { Instant, NamedStrict, Uuid } from '../../http/schema.ts'
import { NewTariff } from '../tariffs/tariff.schema.ts'

/** A tariff that is being edited, and a sample booking to price by it. */
export const PreviewRequest = NamedStrict('PreviewRequest', {
  locationId: Uuid,
  tariff: NewTariff,
  startsAt: Instant,
  endsAt: Instant,
})

export type PreviewRequest = Static<typeof PreviewRequest>
