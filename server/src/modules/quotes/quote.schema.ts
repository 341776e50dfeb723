import type { Static } from 'typebox'
import { Instant, Strict, Uuid } from '../../http/schema.ts'
import { NewTariff } from '../tariffs/tariff.schema.ts'

/** A tariff that is being written, and a sample booking to try it on. */
export const PreviewRequest = Strict({
  locationId: Uuid,
  tariff: NewTariff,
  startsAt: Instant,
  endsAt: Instant,
})

export type PreviewRequest = Static<typeof PreviewRequest>
