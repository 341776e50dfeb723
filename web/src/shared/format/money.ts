const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** In the currency's own unit, for a spreadsheet or a field. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** digitsOf(currency)

/** `120000` kopecks as `1 200 ₽`; a fraction only where there is one. `sign` puts a plus before what comes in. */
export function formatMoney(minor: number, currency: string, language: string, sign = false): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
    signDisplay: sign ? 'exceptZero' : 'auto',
  })
  return format.format(minor / 10 ** digitsOf(currency))
}

/** What a person typed (`1 200,50`) in the minor unit, or null where it is no amount. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = digitsOf(currency)
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const [, minus, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return minus && minor !== 0 ? -minor : minor
}
