import { type CsvCell, plainCsv, russianCsv, toCsv as writeCsv } from '../../../../server/src/shared/csv.ts'
import type { Language } from '../i18n/language.ts'

export type Cell = CsvCell

/** A table in the format that spreadsheets of that language expect. */
export const toCsv = (rows: Cell[][], language: Language): string =>
  writeCsv(rows, language === 'ru' ? russianCsv : plainCsv)
