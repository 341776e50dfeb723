import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { dateTextOf } from '../../shared/local-time.ts'
import { dayCells } from './report.cells.ts'
import { type ChannelSums, sumMoneyByDay, sumWallets } from './report.money.view.ts'
import type { MoneyItem, MoneyQuery, MoneyReport } from './report.schema.ts'
import type { ZoneLocations } from './report.view.ts'
import { locationsByZoneOf, zoneOf } from './report.zones.ts'

type Sums = Pick<ChannelSums, 'topUps' | 'payouts'>

/** The sums of a channel in one currency, by local date: the number of days since 1970-01-01. */
type ChannelDays = Omit<ChannelSums, keyof Sums> & { days: Map<number, Sums> }

/**
 * Top-ups and payouts as the ledger has them, by channel and by the local date of each transfer, in the locations that the actor
 * runs. Transfers without a location, such as online payments, and the sum of the wallets are only in an administrator's report
 * without `locationId`. Raises as `locationsByZoneOf`.
 */
export async function moneyReport(
  { db }: Pick<Deps, 'db'>,
  actor: Actor,
  query: MoneyQuery,
): Promise<MoneyReport> {
  const { from, to, groupBy } = query
  const coversAllLocations = actor.role === 'admin' && query.locationId === undefined
  const zonesOfLocations = await locationsByZoneOf(db, actor, query)
  const noLocationExists = coversAllLocations && zonesOfLocations.length === 0
  const zones = noLocationExists ? [zoneOf(query, 'UTC', [])] : zonesOfLocations
  // Transfers without a location are counted by the days of the time zone that has the most locations; by the days of UTC where no
  // location exists.
  const mainZone = coversAllLocations
    ? zones.toSorted((a, b) => b.locations.length - a.locations.length)[0]
    : undefined
  const channels = new Map<string, ChannelDays>()
  const dates = new Set<number>()
  for (const zone of zones) await addZone(db, zone, zone === mainZone, { channels, dates })
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
              date: dateTextOf(date),
            })),
          )
  return { from, to, items, totals: totalsOf(all), held: coversAllLocations ? await sumWallets(db) : null }
}

/** Adds the days of a time zone to `dates`, and the sums of its locations on these days to `channels`. */
async function addZone(
  db: Db,
  zone: ZoneLocations,
  includesUnlocated: boolean,
  { channels, dates }: { channels: Map<string, ChannelDays>; dates: Set<number> },
): Promise<void> {
  const cells = dayCells(zone.timeZone, zone.during)
  for (const { date } of cells) dates.add(date)
  const starts = cells.map((cell) => cell.start)
  for (const row of await sumMoneyByDay(db, zone, starts, includesUnlocated)) {
    const { day, channel, currency, ...sums } = row
    const cell = cells[day - 1]
    if (!cell) continue
    const key = `${currency} ${channel}`
    const { days } = channels.get(key) ?? { days: new Map() }
    channels.set(key, { channel, currency, days })
    // A date may have several cells: one in each time zone, and two where it has a clock change.
    days.set(cell.date, sumOf([days.get(cell.date), sums]))
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
