import type { OccupancyItem, RevenueItem } from './report-query.ts'

/** One line of the report: a day, a space, a kind or a location, with its time and its money. */
export type Line = {
  key: string
  group: OccupancyItem | RevenueItem
  occupancy: OccupancyItem | null
  /** One item for each currency. */
  revenue: RevenueItem[]
}

const keyOf = ({ date, locationId, spaceId, type }: OccupancyItem | RevenueItem): string =>
  [date, locationId, spaceId, type].join(' ')

/** Time and money of one day or place in one line, in the order of the reports. */
export function linesOf(occupancy: OccupancyItem[], revenue: RevenueItem[]): Line[] {
  const lines = new Map<string, Line>()
  for (const item of occupancy)
    lines.set(keyOf(item), { key: keyOf(item), group: item, occupancy: item, revenue: [] })
  for (const item of revenue) {
    const key = keyOf(item)
    const line = lines.get(key) ?? { key, group: item, occupancy: null, revenue: [] }
    line.revenue.push(item)
    lines.set(key, line)
  }
  return [...lines.values()]
}
