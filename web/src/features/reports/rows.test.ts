import { describe, expect, it } from 'vitest'
import type { OccupancyItem, RevenueItem } from './report-query.ts'
import { dailySums, reportRows, spansLocations, sumsByChannel, toHours, toPercent } from './rows.ts'

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
const occupancyItem: OccupancyItem = {
  ...group,
  openMinutes: 60,
  occupiedMinutes: 30,
  rate: 0.5,
  bookings: 1,
  noShows: 0,
}
const revenueItem: RevenueItem = { ...group, currency: 'RUB', charges: 100, refunds: 0, revenue: 100 }

describe('reportRows', () => {
  it('has the occupancy and the revenue of a day in one row, with the revenue in each currency', () => {
    const date = '2026-12-01'
    const [row, ...otherRows] = reportRows(
      [{ ...occupancyItem, date }],
      [
        { ...revenueItem, date, currency: 'EUR' },
        { ...revenueItem, date },
      ],
    )
    expect(otherRows).toEqual([])
    expect(row?.occupancy?.rate).toBe(0.5)
    expect(row?.revenue.map(({ currency }) => currency)).toEqual(['EUR', 'RUB'])
  })

  it('includes rows with revenue only, such as that of a deleted space', () => {
    const rows = reportRows([{ ...occupancyItem, spaceId: 'a' }], [{ ...revenueItem, spaceId: 'b' }])
    expect(rows.map((row) => [row.occupancy !== null, row.revenue.length])).toEqual([
      [true, 0],
      [false, 1],
    ])
  })
})

it('Rows span locations where their spaces are in more than one', () => {
  const spaceOf = (spaceId: string, locationId: string) => ({
    ...occupancyItem,
    spaceId,
    locationId,
    spaceName: 'Room',
  })
  expect(spansLocations(reportRows([spaceOf('1', 'Loft'), spaceOf('2', 'Loft')], []))).toBe(false)
  expect(spansLocations(reportRows([spaceOf('1', 'Loft'), spaceOf('2', 'Tower')], []))).toBe(true)
})

it('Money is added up by channel in the order of the report, and by day over the channels of one currency', () => {
  const row = (date: string, channel: 'cash' | 'stripe', currency: string, topUps: number, payouts = 0) => ({
    ...{ date, channel, currency, topUps, payouts, net: topUps - payouts },
  })
  const items = [
    row('2026-12-01', 'stripe', 'EUR', 7),
    row('2026-12-01', 'cash', 'RUB', 500),
    row('2026-12-01', 'stripe', 'RUB', 300),
    row('2026-12-02', 'cash', 'RUB', 0, 200),
    row('2026-12-02', 'stripe', 'RUB', 40),
  ]
  expect(sumsByChannel(items)).toEqual([
    { channel: 'stripe', currency: 'EUR', topUps: 7, payouts: 0, net: 7 },
    { channel: 'cash', currency: 'RUB', topUps: 500, payouts: 200, net: 300 },
    { channel: 'stripe', currency: 'RUB', topUps: 340, payouts: 0, net: 340 },
  ])
  expect(dailySums(items, 'RUB')).toEqual([
    { date: '2026-12-01', net: 800 },
    { date: '2026-12-02', net: -160 },
  ])
})

it('A share and a duration are rounded for a spreadsheet', () => {
  expect([0, 32 / 75, 1 / 3, 1].map(toPercent)).toEqual([0, 42.7, 33.3, 100])
  expect([0, 80, 90, 44_640].map(toHours)).toEqual([0, 1.33, 1.5, 744])
})
