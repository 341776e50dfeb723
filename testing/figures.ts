/** The result of a scenario: its figures, one line for each subject, and the guarantees that were broken. */
export type Report = {
  figures: Line[]
  broken: string[]
  /** What could not be tested on this machine, and why. */
  skipped?: string[]
}
export type Line = Record<string, string | number>

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

/** Lines that have equal columns are printed in one table. */
export function formatTables(lines: Line[]): string {
  const tables = Map.groupBy(lines, (line) => Object.keys(line).join('|'))
  return [...tables.values()].map(formatTable).join('\n\n')
}

function formatTable(lines: Line[]): string {
  const columns = Object.keys(lines[0] ?? {})
  const rows = [columns, ...lines.map((line) => columns.map((column) => String(line[column])))]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  const format = (row: string[]) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  return rows.map((row) => format(row).trimEnd()).join('\n')
}
