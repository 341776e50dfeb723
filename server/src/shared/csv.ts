// The only writer of CSV, for the service's reports and for the tables that the web app saves. It uses nothing of Node,
// because the web app bundles it, too.

export type CsvCell = string | number | null

/** Programs read commas and decimal points (RFC 4180). Spreadsheets in Russian expect semicolons and decimal commas. */
export type CsvDialect = { separator: ',' | ';'; decimal: '.' | ',' }

export const plainCsv: CsvDialect = { separator: ',', decimal: '.' }
export const russianCsv: CsvDialect = { separator: ';', decimal: ',' }

/** Rows as a file: with the byte order mark by which spreadsheets recognise UTF-8, and lines that end with CR and LF (RFC 4180). */
export function toCsv(rows: CsvCell[][], { separator, decimal }: CsvDialect = plainCsv): string {
  const lines = rows.map((cells) => `${cells.map((cell) => cellText(cell, decimal)).join(separator)}\r\n`)
  return `\ufeff${lines.join('')}`
}

function cellText(cell: CsvCell, decimal: string): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell).replace('.', decimal)
  const withoutFormula = formula.test(cell) ? `'${cell}` : cell
  // A field with either separator is quoted, because a spreadsheet may decide by itself which one separates the columns.
  return /[",;\t\r\n]|^\s|\s$/.test(withoutFormula)
    ? `"${withoutFormula.replaceAll('"', '""')}"`
    : withoutFormula
}

/**
 * A spreadsheet takes text with such a beginning for a formula, also after white space or invisible characters, and also in the
 * full-width forms of East Asian keyboards; it may drop a leading tab or line break. A name may be any text (OWASP, CSV Injection).
 */
const formula = /^[\t\r\n]|^[\s\p{C}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u
