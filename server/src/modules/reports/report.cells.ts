import type { TimeRange } from '../../shared/time-range.ts'
import { dayPieces, withinDay } from '../../shared/zone.ts'

/** A span of real time within one local day, or within one wall-clock hour of it. */
export type Cell = TimeRange & { date: number; hour: number }

/** `during` split at local midnights, in order. */
export const dayCells = (zone: string, during: TimeRange): Cell[] =>
  dayPieces(zone, during).map(({ start, end, date }) => ({ start, end, date, hour: 0 }))

const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** `during` split at local hours, in order: a repeated hour is there twice, a skipped hour not at all. */
export const hourCells = (zone: string, during: TimeRange): Cell[] =>
  dayPieces(zone, during).flatMap((piece) =>
    hours.flatMap((hour) => {
      const range = withinDay(piece, hour * 60, hour * 60 + 60)
      return range ? [{ ...range, date: piece.date, hour }] : []
    }),
  )

/** From `at` on, the number of open or taken spaces changes by this; bookings that start at `at` are counted separately. */
export type OccupancyChange = { at: number; delta: number; bookings: number; noShows: number }

/** Measured in space-milliseconds. */
export type Tally = { ms: number; bookings: number; noShows: number }

/**
 * The totals of each cell. Changes and cells are in order of time; cells touch. Changes before the first cell only set its
 * initial level; those after the last cell are ignored.
 */
export function tallyCells(cells: Cell[], changes: OccupancyChange[]): Tally[] {
  let level = 0
  let next = 0
  return cells.map((cell) => {
    const tally: Tally = { ms: 0, bookings: 0, noShows: 0 }
    let from = cell.start
    for (let change = changes[next]; change && change.at < cell.end; change = changes[++next]) {
      if (change.at >= cell.start) {
        tally.ms += level * (change.at - from)
        tally.bookings += change.bookings
        tally.noShows += change.noShows
        from = change.at
      }
      level += change.delta
    }
    tally.ms += level * (cell.end - from)
    return tally
  })
}

/** The changes of the level where `spaces` spaces share these ranges. */
export const changesOf = (ranges: TimeRange[], spaces: number): OccupancyChange[] =>
  ranges.flatMap(({ start, end }) => [
    { at: start, delta: spaces, bookings: 0, noShows: 0 },
    { at: end, delta: -spaces, bookings: 0, noShows: 0 },
  ])
