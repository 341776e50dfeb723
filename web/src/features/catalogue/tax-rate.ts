/** Parses a text in percent into hundredths of a percent; null for an empty text, -1 for an invalid one. Pure. */
export function parseTaxRate(text: string): number | null {
  const normalized = text.replace(/[\s%]/g, '').replace(',', '.')
  if (normalized === '') return null
  return /^\d{1,3}(\.\d{1,2})?$/.test(normalized) ? Math.round(Number(normalized) * 100) : -1
}

/** The text of a rate in percent, as `parseTaxRate` reads it. Pure. */
export const writeTaxRate = (rate: number | null, language: string): string =>
  rate === null ? '' : new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(rate / 100)
