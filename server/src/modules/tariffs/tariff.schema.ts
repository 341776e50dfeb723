import Type, { type Static } from 'typebox'
import {
  ActiveCurrency,
  Amount,
  Currency,
  Instant,
  Line,
  LocalTime,
  Name,
  Named,
  NamedStrict,
  Nullable,
  Patch,
  Percent,
  pageQuery,
  Repeated,
  SignedAmount,
  Strict,
  Uuid,
  Weekday,
} from '../../http/schema.ts'

const ruleFields = {
  weekdays: Type.Array(Weekday, { minItems: 1, maxItems: 7, uniqueItems: true }),
  from: LocalTime,
  to: LocalTime,
  hourlyRate: Amount,
}

// The label is short because it is repeated in the lines of a quote.
export const maxLabelLength = 60
const Label = Line(maxLabelLength)

/** A rate that applies on these weekdays while the wall clock reads `[from, to)`. */
const NewRule = NamedStrict('NewTariffRule', { ...ruleFields, label: Label })

/** The rule as responses have it. */
const Rule = Named('TariffRule', {
  ...ruleFields,
  label: Type.String({
    description: 'At most 60 characters; up to 200 in tariffs that an earlier version stored',
  }),
})

/** A cancellation at least `hoursBefore` hours before the start refunds this percent of the price, unless a tier with more hours applies. */
export const CancellationTier = NamedStrict('CancellationTier', {
  hoursBefore: Type.Integer({ minimum: 0, maximum: 8_760 }),
  refundPercent: Percent,
})

/** The longest duration of a booking that a tariff can allow. */
export const maxBookingMinutes = 31 * 24 * 60
const DurationMinutes = Type.Integer({ minimum: 1, maximum: maxBookingMinutes })

const fields = {
  locationId: Nullable(Uuid),
  name: Name,
  currency: Currency,
  hourlyRate: Amount,
  dailyCap: Nullable(Amount),
  rules: Type.Array(NewRule, { maxItems: 100 }),
  minMinutes: DurationMinutes,
  maxMinutes: DurationMinutes,
  stepMinutes: Type.Integer({ minimum: 1, maximum: 1_440, description: 'Divides 1440' }),
  minLeadMinutes: Type.Integer({ minimum: 0, maximum: 525_600 }),
  maxAdvanceDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  cancellation: Type.Array(CancellationTier, { maxItems: 20 }),
  isActive: Type.Boolean(),
}

export const Tariff = Named('Tariff', {
  id: Uuid,
  ...fields,
  rules: Type.Array(Rule),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
})

const changeable = { ...fields, currency: ActiveCurrency }
const { name, hourlyRate, ...optionalFields } = changeable
export const NewTariff = NamedStrict('NewTariff', {
  name,
  hourlyRate,
  ...Type.Partial(Type.Object(optionalFields)).properties,
})
export const TariffChange = Patch('TariffChange', changeable)

export const TariffQuery = Strict({
  ...pageQuery,
  locationId: Repeated(Uuid),
  isActive: Type.Optional(Type.Boolean()),
})

/** One line of a quote: a part of one local day at one rate, or (`daily_cap`) what is subtracted from the price of a local day. */
export const QuoteLine = Named('QuoteLine', {
  startsAt: Instant,
  endsAt: Instant,
  minutes: Type.Integer(),
  hourlyRate: Amount,
  amount: SignedAmount,
  reason: Type.String({ description: "The rule's label, `base`, or `daily_cap`" }),
})

export const Quote = Named('Quote', {
  total: Amount,
  currency: Currency,
  minutes: Type.Integer(),
  lines: Type.Array(QuoteLine, { description: 'At most 1000' }),
  cancellation: Type.Array(Type.Object({ until: Instant, refundPercent: Percent })),
})

export type TariffRule = Static<typeof Rule>
export type CancellationTier = Static<typeof CancellationTier>
export type Tariff = Static<typeof Tariff>
export type NewTariff = Static<typeof NewTariff>
export type TariffChange = Static<typeof TariffChange>
export type TariffQuery = Static<typeof TariffQuery>
export type QuoteLine = Static<typeof QuoteLine>
export type Quote = Static<typeof Quote>
