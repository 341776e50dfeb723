import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import type { Actor } from '../../shared/call.ts'
import { dateTextOf } from '../../shared/local-time.ts'
import { dayCells } from './report.cells.ts'
import { type ChannelSums, sumMoneyByDay, sumWallets } from './report.money.view.ts'
import type { MoneyItem, MoneyQuery, MoneyReport } from './report.schema.ts'
import { scopeOf, scopesOf } from './report.scopes.ts'
import type { ZoneScope } from './report.view.ts'

type MoneySums = Pick<ChannelSums, 'topUps' | 'payouts'>

/** The sums of a channel in one currency, by local date: the number of days since 1970-01-01. */
type ChannelDays = Omit<ChannelSums, keyof MoneySums> & { days: Map<number, MoneySums> }

/**
 * Top-ups and payouts as the ledger has them, by channel and by the local date of each transfer, in the locations that the actor
 * runs. Transfers without a location, such as online payments, and the sum of the wallets are only in an administrator's report
 * without `locationId`. Raises as `scopesOf`.
 */
export async function moneyReport(
  { db }: Pick<Deps, 'db'>,
  actor: Actor,
  query: MoneyQuery,
): Promise<MoneyReport> {
  const { from, to, groupBy } = query
  const coversAllLocations = actor.role === 'admin' && query.locationId === undefined
  const scopesOfLocations = await scopesOf(db, actor, query)
  const noLocationExists = coversAllLocations && scopesOfLocations.length === 0
  const scopes = noLocationExists ? [scopeOf(query, 'UTC', [])] : scopesOfLocations
  // Transfers without a location are counted by the days of the time zone that has the most locations; by the days of UTC where no
  // location exists.
  const mainScope = coversAllLocations
    ? scopes.toSorted((a, b) => b.locations.length - a.locations.length)[0]
    : undefined
  const channels = new Map<string, ChannelDays>()
  const dates = new Set<number>()
  for (const scope of scopes) await addScope(db, scope, scope === mainScope, { channels, dates })
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
async function addScope(
  db: Db,
  scope: ZoneScope,
  includesWithoutLocation: boolean,
  { channels, dates }: { channels: Map<string, ChannelDays>; dates: Set<number> },
): Promise<void> {
  const cells = dayCells(scope.timeZone, scope.during)
  for (const { date } of cells) dates.add(date)
  const starts = cells.map((cell) => cell.start)
  for (const row of await sumMoneyByDay(db, scope, starts, includesWithoutLocation)) {
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

const sumOf = (parts: (MoneySums | undefined)[]): MoneySums => ({
  topUps: parts.reduce((sum, part) => sum + (part?.topUps ?? 0), 0),
  payouts: parts.reduce((sum, part) => sum + (part?.payouts ?? 0), 0),
})

const itemOf = ({ channel, currency }: ChannelDays, sums: MoneySums) => ({
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
