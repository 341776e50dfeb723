import Type, { type Static } from 'typebox'
import { LocalTime, NamedStrict, Weekday } from '../../http/schema.ts'

const OpeningIntervalInput = NamedStrict('OpeningInterval', {
  weekday: Weekday,
  opens: LocalTime,
  closes: LocalTime,
})

/** A week by the wall clock of the location; without intervals the location is always closed. */
export const OpeningHours = NamedStrict('OpeningHours', {
  weekly: Type.Array(OpeningIntervalInput, { maxItems: 200 }),
})

export type OpeningHours = Static<typeof OpeningHours>
