import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { localDate } from '../../shared/local-time.ts'
import { dayCells } from './report.cells.ts'
import { type ChannelSums, sumMoneyByDay, sumWallets } from './report.money.view.ts'
import type { MoneyItem, MoneyQuery, MoneyReport } from './report.schema.ts'
import type { ZoneLocations } from './report.view.ts'
import { locationsByZoneOf, zoneOf } from './report.zones.ts'

/** The sums of a channel in one currency, by local day, which is counted since 1970-01-01. */
type ChannelDays = Omit<ChannelSums, 'topUps' | 'payouts'> & {
  days: Map<number, Pick<ChannelSums, 'topUps' | 'payouts'>>
}

/**
 * Top-ups and payouts as the ledger has them, by the other side of the wallets and by the local date of each transfer, in the
 * locations that the actor runs. Transfers without a location, such as payments online, and the sum of the wallets are only in an
 * administrator's report without `locationId`. Raises as `locationsByZoneOf`.
 */
export async function moneyReport(
  { db }: Pick<Deps, 'db'>,
  actor: Actor,
  query: MoneyQuery,
): Promise<MoneyReport> {
  const { from, to, groupBy } = query
  const coversAllLocations = actor.role === 'admin' && query.locationId === undefined
  const found = await locationsByZoneOf(db, actor, query)
  const zones = coversAllLocations && found.length === 0 ? [zoneOf(query, 'UTC', [])] : found
  // Transfers without a location are counted by the days of the time zone in which most locations are; without any location, by
  // the days of UTC.
  const mainZone = coversAllLocations
    ? zones.toSorted((a, b) => b.locations.length - a.locations.length)[0]
    : undefined
  const channels = new Map<string, ChannelDays>()
  const dates = new Set<number>()
  for (const zone of zones) await addZone(db, zone, { includesUnlocated: zone === mainZone, channels, dates })
  const ordered = [...channels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, channelDays]) => channelDays)
  const all = ordered.map((channelDays) => ({
    ...itemOf(channelDays, sumOf([...channelDays.days.values()])),
    date: null,
  }))
  const items =
    groupBy === 'channel'
      ? all
      : [...dates]
          .sort((a, b) => a - b)
          .flatMap((date) =>
            ordered.map((channelDays) => ({
              ...itemOf(channelDays, sumOf([channelDays.days.get(date)])),
              date: localDate(date),
            })),
          )
  return { from, to, items, totals: totalsOf(all), held: coversAllLocations ? await sumWallets(db) : null }
}

type Sums = Pick<ChannelSums, 'topUps' | 'payouts'>

async function addZone(
  db: Db,
  zone: ZoneLocations,
  totals: { includesUnlocated: boolean; channels: Map<string, ChannelDays>; dates: Set<number> },
): Promise<void> {
  const cells = dayCells(zone.timeZone, zone.during)
  for (const { date } of cells) totals.dates.add(date)
  const starts = cells.map((cell) => cell.start)
  for (const row of await sumMoneyByDay(db, zone, starts, totals.includesUnlocated)) {
    const { day, channel, currency, ...sums } = row
    const cell = cells[day - 1]
    if (!cell) continue
    const key = `${currency} ${channel}`
    const sumsOfChannel = totals.channels.get(key) ?? { channel, currency, days: new Map() }
    totals.channels.set(key, sumsOfChannel)
    // A date may have two parts, around a clock change, and in several time zones.
    sumsOfChannel.days.set(cell.date, sumOf([sumsOfChannel.days.get(cell.date), sums]))
  }
}

const sumOf = (parts: (Sums | undefined)[]): Sums => ({
  topUps: parts.reduce((sum, part) => sum + (part?.topUps ?? 0), 0),
  payouts: parts.reduce((sum, part) => sum + (part?.payouts ?? 0), 0),
})

const itemOf = ({ channel, currency }: ChannelDays, sums: Sums) => ({
  channel,
  currency,
  ...sums,
  net: sums.topUps - sums.payouts,
})

/** The totals of the channels, by currency. */
function totalsOf(channels: MoneyItem[]): MoneyReport['totals'] {
  const byCurrency = Map.groupBy(channels, ({ currency }) => currency)
  return [...byCurrency].map(([currency, rows]) => {
    const sums = sumOf(rows)
    return { currency, ...sums, net: sums.topUps - sums.payouts }
  })
}
