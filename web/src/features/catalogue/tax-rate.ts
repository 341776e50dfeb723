/** Parses a text in percent into hundredths of a percent; null for an empty text, -1 where it is no percentage from 0 to 100. Pure. */
export function parseTaxRate(text: string): number | null {
  const normalized = text.replace(/[\s%]/g, '').replace(',', '.')
  if (normalized === '') return null
  const rate = /^\d{1,3}(\.\d{1,2})?$/.test(normalized) ? Math.round(Number(normalized) * 100) : -1
  return rate <= 10_000 ? rate : -1
}

/** The text of a rate in percent, as `parseTaxRate` reads it. Pure. */
export const writeTaxRate = (rate: number | null, language: string): string =>
  rate === null ? '' : new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(rate / 100)
