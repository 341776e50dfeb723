import { type CsvCell, toCsv } from '../../shared/csv.ts'

/** A header, and the named fields of each row. */
export const reportCsv = <Row extends Record<Column, CsvCell>, Column extends string>(
  columns: readonly Column[],
  rows: Row[],
): string => toCsv([[...columns], ...rows.map((row) => columns.map((column) => row[column]))])
