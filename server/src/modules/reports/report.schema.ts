import Type, { type Static, type TProperties } from 'typebox'
import {
  Currency,
  LocalDate,
  LocalDateWithin,
  Named,
  Nullable,
  Strict,
  Uuid,
  Weekday,
} from '../../http/schema.ts'
import { SpaceType } from '../spaces/space.schema.ts'
import { Channel } from '../wallet/wallet.schema.ts'

const choice = <C extends string>(choices: readonly C[], fallback: C) =>
  Type.Unsafe<C>({ type: 'string', enum: choices, default: fallback })

const reportParameters = {
  from: LocalDate,
  // The longest period has 1,830 days, its last day included.
  to: LocalDateWithin(1_829),
  locationId: Type.Optional(Uuid),
  format: choice(['json', 'csv'], 'json'),
}
export const OccupancyQuery = Strict({
  ...reportParameters,
  groupBy: choice(['day', 'hour', 'space', 'type', 'location'], 'day'),
})
export const RevenueQuery = Strict({
  ...reportParameters,
  groupBy: choice(['day', 'space', 'type', 'location'], 'day'),
})
export const MoneyQuery = Strict({ ...reportParameters, groupBy: choice(['day', 'channel'], 'day') })

/** The group of a row; fields that do not belong to the `groupBy` are null. */
const group = {
  date: Nullable(LocalDate),
  weekday: Nullable(Weekday),
  hour: Nullable(Type.Integer({ minimum: 0, maximum: 23, description: 'The hour of the wall clock' })),
  locationId: Nullable(Uuid),
  locationName: Nullable(Type.String()),
  spaceId: Nullable(Uuid),
  spaceName: Nullable(Type.String()),
  type: Nullable(SpaceType),
}

const Count = (description: string) => Type.Integer({ minimum: 0, description })
const occupancy = {
  openMinutes: Count('Opening hours less closures, of every space'),
  occupiedMinutes: Count(
    'Taken by bookings that are pending, confirmed, checked in or completed; each minute of a space once, without buffers',
  ),
  rate: Nullable(Type.Number({ minimum: 0, description: 'Occupied ÷ open; null without open minutes' })),
  bookings: Count(
    'The number of bookings that are pending, confirmed, checked in or completed, and start in the group',
  ),
  noShows: Count('The number of no-shows that start in the group; they are not counted in `bookings`'),
}

const SumSchema = (description: string) => Type.Integer({ description })
const revenue = {
  currency: Currency,
  charges: SumSchema('In the minor unit'),
  refunds: SumSchema('In the minor unit'),
  revenue: SumSchema('Charges less refunds'),
}

const reportOf = <F extends TProperties>(figures: F) => ({
  from: LocalDate,
  to: LocalDate,
  items: Type.Array(Type.Object({ ...group, ...figures })),
})

export const OccupancyReport = Named('OccupancyReport', {
  ...reportOf(occupancy),
  totals: Type.Object(occupancy),
})
/** `totals` has one item for each currency. */
export const RevenueReport = Named('RevenueReport', {
  ...reportOf(revenue),
  totals: Type.Array(Type.Object(revenue)),
})

const money = {
  currency: Currency,
  topUps: SumSchema('Money that came in, in the minor unit'),
  payouts: SumSchema(
    'Money that went back, at the front desk or to a card, less failed payouts that came back',
  ),
  net: SumSchema('Top-ups less payouts'),
}
export const MoneyReport = Named('MoneyReport', {
  from: LocalDate,
  to: LocalDate,
  items: Type.Array(Type.Object({ date: Nullable(LocalDate), channel: Channel, ...money })),
  totals: Type.Array(Type.Object(money)),
  held: Nullable(
    Type.Array(
      Type.Object({ currency: Currency, amount: SumSchema('The sum of the wallets, in the minor unit') }),
      {
        description: 'The present sum of all wallets, by currency; null with `locationId`, and for managers',
      },
    ),
  ),
})

export type OccupancyQuery = Static<typeof OccupancyQuery>
export type RevenueQuery = Static<typeof RevenueQuery>
export type MoneyQuery = Static<typeof MoneyQuery>
export type MoneyReport = Static<typeof MoneyReport>
export type MoneyItem = MoneyReport['items'][number]
export type OccupancyReport = Static<typeof OccupancyReport>
export type RevenueReport = Static<typeof RevenueReport>
export type OccupancyItem = OccupancyReport['items'][number]
export type RevenueItem = RevenueReport['items'][number]
export type GroupBy = OccupancyQuery['groupBy']
export type Group = Pick<
  OccupancyItem,
  'date' | 'weekday' | 'hour' | 'locationId' | 'locationName' | 'spaceId' | 'spaceName' | 'type'
>
