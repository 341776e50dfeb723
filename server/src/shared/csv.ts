// The one writer of CSV, for the service's reports and for the tables that the web app saves. Nothing of Node: it is
// bundled into the web app, too.

export type CsvCell = string | number | null

/** Programs read commas and points (RFC 4180). Spreadsheets in Russian part columns by semicolons and write decimal commas. */
export type CsvDialect = { separator: ',' | ';'; decimal: '.' | ',' }

export const plainCsv: CsvDialect = { separator: ',', decimal: '.' }
export const russianCsv: CsvDialect = { separator: ';', decimal: ',' }

/** Rows as a file: the mark by which spreadsheets know UTF-8, and lines that end with CR and LF (RFC 4180). */
export function toCsv(rows: CsvCell[][], { separator, decimal }: CsvDialect = plainCsv): string {
  const lines = rows.map((cells) => `${cells.map((cell) => cellText(cell, decimal)).join(separator)}\r\n`)
  return `\ufeff${lines.join('')}`
}

function cellText(cell: CsvCell, decimal: string): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell).replace('.', decimal)
  const safe = formula.test(cell) ? `'${cell}` : cell
  // Either separator is quoted: which one parts the columns a spreadsheet may decide by itself.
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * A spreadsheet takes text for a formula that begins so, also behind white space or what nobody sees, also in the wide
 * forms of East Asian keyboards; a leading tab or line break it may drop. A name may be anything (OWASP, CSV Injection).
 */
const formula = /^[\t\r\n]|^[\s\p{C}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u
