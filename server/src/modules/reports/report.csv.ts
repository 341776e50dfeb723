import { type CsvCell, toCsv } from '../../shared/csv.ts'

/** A CSV with these columns: a header line, and a line for each row. */
export const reportCsv = <Row extends Record<Column, CsvCell>, Column extends string>(
  columns: readonly Column[],
  rows: Row[],
): string => toCsv([[...columns], ...rows.map((row) => columns.map((column) => row[column]))])
