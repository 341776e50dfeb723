import type { TimeRange } from '../../shared/time-range.ts'
import { dayPieces, withinDay } from '../../shared/zone.ts'

/** A span of real time within one local day, or within one wall-clock hour of it. */
export type Cell = TimeRange & { date: number; hour: number }

/** `during` split at local midnights and at clock changes, in order. The hour of these cells is not used. */
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

/** At the instant `at`, the number of open or taken spaces changes by `delta`, and `bookings` bookings and `noShows` no-shows start. */
export type OccupancyChange = { at: number; delta: number; bookings: number; noShows: number }

/** `ms`: the open or taken time, summed over all spaces (space-milliseconds). */
export type Tally = { ms: number; bookings: number; noShows: number }

/**
 * The figures of each cell. Changes and cells are in order of time, and each cell begins where the cell before it ends. Changes before
 * the first cell only determine how many spaces are open or taken at its start; changes after the last cell are ignored. Pure.
 */
export function tallyCells(cells: Cell[], changes: OccupancyChange[]): Tally[] {
  let spaces = 0
  let next = 0
  return cells.map((cell) => {
    const tally: Tally = { ms: 0, bookings: 0, noShows: 0 }
    let from = cell.start
    for (let change = changes[next]; change && change.at < cell.end; change = changes[++next]) {
      if (change.at >= cell.start) {
        tally.ms += spaces * (change.at - from)
        tally.bookings += change.bookings
        tally.noShows += change.noShows
        from = change.at
      }
      spaces += change.delta
    }
    tally.ms += spaces * (cell.end - from)
    return tally
  })
}

/** Two changes for each range: `spaces` spaces open at its start, and close at its end. Pure. */
export const changesOf = (ranges: TimeRange[], spaces: number): OccupancyChange[] =>
  ranges.flatMap(({ start, end }) => [
    { at: start, delta: spaces, bookings: 0, noShows: 0 },
    { at: end, delta: -spaces, bookings: 0, noShows: 0 },
  ])
