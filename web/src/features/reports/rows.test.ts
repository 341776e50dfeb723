import { describe, expect, it } from 'vitest'
import type { OccupancyItem, RevenueItem } from './report-query.ts'
import { linesOf } from './rows.ts'

const group = {
  date: null,
  weekday: null,
  hour: null,
  locationId: null,
  locationName: null,
  spaceId: null,
  spaceName: null,
  type: null,
}
const time: OccupancyItem = {
  ...group,
  openMinutes: 60,
  occupiedMinutes: 30,
  rate: 0.5,
  bookings: 1,
  noShows: 0,
}
const money: RevenueItem = { ...group, currency: 'RUB', charges: 100, refunds: 0, revenue: 100 }

describe('linesOf', () => {
  it('puts time and money of one day into one line, with a sum for each currency', () => {
    const date = '2026-12-01'
    const [line, ...others] = linesOf(
      [{ ...time, date }],
      [
        { ...money, date, currency: 'EUR' },
        { ...money, date },
      ],
    )
    expect(others).toEqual([])
    expect(line?.occupancy?.rate).toBe(0.5)
    expect(line?.revenue.map(({ currency }) => currency)).toEqual(['EUR', 'RUB'])
  })

  it('keeps what has money only, such as a space that is gone', () => {
    const lines = linesOf([{ ...time, spaceId: 'a' }], [{ ...money, spaceId: 'b' }])
    expect(lines.map((line) => [line.occupancy !== null, line.revenue.length])).toEqual([
      [true, 0],
      [false, 1],
    ])
  })
})
