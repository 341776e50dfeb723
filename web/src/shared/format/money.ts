import { isCurrency, minorDigits } from '../../../../server/src/shared/currency.ts'

/** The service's currencies: `isCurrency` says whether a code is accepted; its responses may contain older codes, too. */
export { isCurrency, minorDigits }

/** The amount in the currency's main unit, for a spreadsheet or a field. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** minorDigits(currency)

const formats = new Map<string, Intl.NumberFormat>()

/** `120000` kopecks as `1 200 ₽`; decimals only where they are not zero. `sign` puts a plus before positive amounts. */
export function formatMoney(minor: number, currency: string, language: string, sign = false): string {
  const digits = minorDigits(currency)
  const key = `${language} ${currency} ${sign}`
  const format = formats.get(key) ?? moneyFormat(currency, language, digits, sign)
  formats.set(key, format)
  return format.format(minor / 10 ** digits)
}

const moneyFormat = (currency: string, language: string, digits: number, sign: boolean) =>
  new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: 'stripIfInteger',
    signDisplay: sign ? 'exceptZero' : 'auto',
  })

/** The amount that a user typed (`1 200,50`) in the minor unit, or null where it is no amount. */
export function parseMoney(text: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const [, minus, whole = '', fraction = ''] = match
  if (fraction.length > digits) return null
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return minus && minor !== 0 ? -minor : minor
}
