import type { Language } from '../i18n/language.ts'

export type Cell = string | number | null

/**
 * A table for a spreadsheet of that language: Russian ones part columns by semicolons and decimals by a comma. It begins
 * with the mark by which they know UTF-8.
 */
export function toCsv(rows: Cell[][], language: Language): string {
  const separator = language === 'ru' ? ';' : ','
  const lines = rows.map((cells) => cells.map((cell) => cellText(cell, language)).join(separator))
  return `\ufeff${lines.map((line) => `${line}\r\n`).join('')}`
}

function cellText(cell: Cell, language: Language): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return language === 'ru' ? String(cell).replace('.', ',') : String(cell)
  // Taken for a formula otherwise; a name may be anything.
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
