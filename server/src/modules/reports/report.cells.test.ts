import { describe, expect, it } from 'vitest'
import { hourMs, type TimeRange } from '../../shared/time-range.ts'
import { localDays } from '../../shared/zone.ts'
import { type Cell, dayCells, hourCells, type OccupancyChange, tallyCells } from './report.cells.ts'

const dateOf = (text: string) => Date.parse(text) / 86_400_000
const daysIn = (zone: string, first: string, last = first) => localDays(zone, dateOf(first), dateOf(last))
const hoursOf = ({ start, end }: TimeRange) => (end - start) / hourMs
const clockHours = (cells: Cell[]) => cells.map((cell) => cell.hour)

describe('local days', () => {
  it.each([
    ['an ordinary day', 'Europe/Moscow', '2026-12-01', 24],
    ['a day on which the clock is set forward', 'Europe/Berlin', '2027-03-28', 23],
    ['a day on which the clock is set back', 'Europe/Berlin', '2026-10-25', 25],
    ['a day whose first hour is skipped', 'Asia/Beirut', '2027-03-28', 23],
    ['a day that the calendar has skipped', 'Pacific/Apia', '2011-12-30', 0],
  ])('have their real length: %s', (_, zone, date, hours) => {
    expect(hoursOf(daysIn(zone, date))).toBe(hours)
  })

  it('touch at midnight: their lengths add up to the whole range', () => {
    const many = daysIn('America/New_York', '2027-03-10', '2027-03-20')
    const cells = dayCells('America/New_York', many)
    expect(new Set(cells.map((cell) => cell.date)).size).toBe(11)
    expect(cells.reduce((sum, cell) => sum + hoursOf(cell), 0)).toBe(11 * 24 - 1)
  })
})

describe('hours of a local day', () => {
  it('are the hours of the clock: a skipped hour is missing, a repeated hour is there twice', () => {
    const spring = hourCells('Europe/Berlin', daysIn('Europe/Berlin', '2027-03-28'))
    expect(clockHours(spring).slice(0, 4)).toEqual([0, 1, 3, 4])
    const autumn = hourCells('Europe/Berlin', daysIn('Europe/Berlin', '2026-10-25'))
    expect(clockHours(autumn).slice(0, 5)).toEqual([0, 1, 2, 2, 3])
  })

  it('begin at full hours of the local clock, also with an offset of half an hour from UTC', () => {
    const [first] = hourCells('Asia/Kolkata', daysIn('Asia/Kolkata', '2026-12-01'))
    expect(new Date(first?.start ?? 0).toISOString()).toBe('2026-11-30T18:30:00.000Z')
  })
})

describe('the tally of cells', () => {
  const cells: Cell[] = [0, 1, 2].map((hour) => ({ start: hour * 10, end: hour * 10 + 10, date: 0, hour }))
  const change = (at: number, delta: number, bookings = 0): OccupancyChange => ({
    at,
    delta,
    bookings,
    noShows: 0,
  })

  it('gives each cell its space-milliseconds, and takes changes before the first cell into account', () => {
    const tallies = tallyCells(cells, [change(-5, 2), change(4, -1), change(12, 1), change(30, -2)])
    expect(tallies.map((tally) => tally.ms)).toEqual([2 * 4 + 6, 2 + 8 * 2, 20])
  })

  it('counts the bookings that start within a cell, at its start but not at its end', () => {
    const tallies = tallyCells(cells, [change(-1, 0, 9), change(0, 0, 1), change(10, 0, 2), change(30, 0, 4)])
    expect(tallies.map((tally) => tally.bookings)).toEqual([1, 2, 0])
  })
})
