import type { MoneyItem, OccupancyItem, RevenueItem } from './report-query.ts'

/** A row of the report: a day, a space, a type or a location, with its occupancy and its revenue. */
export type ReportRow = {
  key: string
  group: OccupancyItem | RevenueItem
  occupancy: OccupancyItem | null
  /** One item for each currency. */
  revenue: RevenueItem[]
}

const keyOf = ({ date, locationId, spaceId, type }: OccupancyItem | RevenueItem): string =>
  [date, locationId, spaceId, type].join(' ')

/** Joins the occupancy and the revenue of each day or place in one row, in the order of the reports. */
export function reportRows(occupancy: OccupancyItem[], revenue: RevenueItem[]): ReportRow[] {
  const rows = new Map<string, ReportRow>()
  for (const item of occupancy)
    rows.set(keyOf(item), { key: keyOf(item), group: item, occupancy: item, revenue: [] })
  for (const item of revenue) {
    const key = keyOf(item)
    const row = rows.get(key) ?? { key, group: item, occupancy: null, revenue: [] }
    row.revenue.push(item)
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** Whether the rows are of several locations, so that the name of a space does not tell which space it is. Pure. */
export const spansLocations = (rows: ReportRow[]): boolean =>
  new Set(rows.map(({ group }) => group.locationId)).size > 1

/** A share for a spreadsheet, in percent with one decimal. Pure. */
export const toPercent = (share: number): number => Math.round(share * 1_000) / 10

/** A duration for a spreadsheet, in hours with two decimals. Pure. */
export const toHours = (minutes: number): number => Math.round(minutes / 0.6) / 100

type ChannelSums = Omit<MoneyItem, 'date'>

const addTo = <S extends ChannelSums>(sums: S, { topUps, payouts, net }: MoneyItem): S => ({
  ...sums,
  topUps: sums.topUps + topUps,
  payouts: sums.payouts + payouts,
  net: sums.net + net,
})

/** The rows of all days of each channel added up, in the order of the report. */
export function sumsByChannel(items: MoneyItem[]): ChannelSums[] {
  const sums = new Map<string, ChannelSums>()
  for (const item of items) {
    const { channel, currency } = item
    const key = `${channel} ${currency}`
    sums.set(key, addTo(sums.get(key) ?? { channel, currency, topUps: 0, payouts: 0, net: 0 }, item))
  }
  return [...sums.values()]
}

/** The sum of all channels for each day, in one currency. */
export function dailySums(items: MoneyItem[], currency: string): { date: string; net: number }[] {
  const days = new Map<string, number>()
  for (const { date, net, currency: itemCurrency } of items)
    if (itemCurrency === currency && date !== null) days.set(date, (days.get(date) ?? 0) + net)
  return [...days].map(([date, net]) => ({ date, net }))
}
