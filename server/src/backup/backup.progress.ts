/** Called with the table that is being copied and the number of bytes written so far; awaited. */
export type OnProgress = (table: string, bytes: number) => void | Promise<void>

/** Shows the progress in one line of the terminal, which is overwritten each time. Prints nothing where stderr is no terminal. */
export function createProgressLine(verb: string): { onProgress: OnProgress; clear(): void } {
  const { stderr } = process
  let shownAt = 0
  return {
    onProgress(table, bytes) {
      if (!stderr.isTTY || Date.now() - shownAt < 100) return
      shownAt = Date.now()
      stderr.write(`\r\x1b[K${verb} ${table}: ${megabytes(bytes)}`)
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K')
    },
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Such as `16 tables, 1,234,567 rows`. */
export function summaryOf(tables: { rows: number }[]): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return `${tables.length} tables, ${rows.toLocaleString('en')} rows`
}

export const secondsSince = (startedAt: number): string =>
  `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`
