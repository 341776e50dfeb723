/** The result of a scenario: its figures, one row for each subject, and the guarantees that were broken. */
export type Report = {
  figures: FigureRow[]
  broken: string[]
  /** What could not be tested on this machine, and why. */
  skipped?: string[]
}

/** A row of a table, by the names of its columns. */
export type FigureRow = Record<string, string | number>

/** The value below which this share of the values lies; NaN for an empty list. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The percentile as a table shows it: whole milliseconds; `-` for an empty list. */
export function percentileMs(values: number[], share: number): number | string {
  const value = percentile(values, share)
  return Number.isNaN(value) ? '-' : Math.round(value)
}

/** The median; NaN for an empty list. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}

/** Counts texts, and prints them with the most frequent first: `12600 × 409 booking_conflict, …`. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  addAll(other: Tally): void {
    for (const [what, count] of other.#counts) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count)
  }

  has(what: string): boolean {
    return this.#counts.has(what)
  }

  toString(): string {
    const counts = [...this.#counts].sort((a, b) => b[1] - a[1])
    return counts.map(([what, count]) => `${count} × ${what}`).join(', ')
  }
}

/** Rows that have equal columns are printed in one table. */
export function formatTables(rows: FigureRow[]): string {
  const tables = Map.groupBy(rows, (row) => Object.keys(row).join('|'))
  return [...tables.values()].map(formatTable).join('\n\n')
}

function formatTable(rows: FigureRow[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))]
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => (cells[index] ?? '').length)))
  const format = (cells: string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  return lines.map((cells) => format(cells).trimEnd()).join('\n')
}
