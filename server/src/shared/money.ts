import { minorDigits } from './currency.ts'

/** Money is an integer in the currency's minor unit (kopecks, cents), beside an ISO 4217 code. */
export type Money = number

export const maxMoney: Money = 1_000_000_000_000

/**
 * `value × numerator ÷ denominator` in whole minor units, a half rounded up (towards +∞), without floating point:
 * rate × minutes exceeds 2⁵³ for the largest rates.
 */
export function multiplyRounded(value: Money, numerator: number, denominator: number): Money {
  const n = BigInt(value) * BigInt(numerator) * 2n + BigInt(denominator)
  const d = BigInt(denominator) * 2n
  const floored = n >= 0n || n % d === 0n ? n / d : n / d - 1n
  return Number(floored)
}

/** `percent` of an amount, rounded half up (towards +∞). Used for refunds. */
export const percentOf = (amount: Money, percent: number): Money => multiplyRounded(amount, percent, 100)

// Creating a formatter takes longer than all other work for a mail. There are at most two for each locale and currency.
const formats = new Map<string, Intl.NumberFormat>()

/**
 * The one way in which money is written, on screens, in mails and in problems: `120000` kopecks as `1 200 ₽`, with ISO's decimals of the
 * currency where they are not zero. A negative amount has a minus sign, not a hyphen; `sign` puts a plus before a positive one.
 */
export const formatMoney = (amount: Money, currency: string, locale: string, sign = false): string =>
  formatOf(locale, currency, sign)
    .format(amount / 10 ** minorDigits(currency))
    .replace('-', '−')

/** How amounts of that currency are marked: `₽`, `€`, `KWD`. */
export const currencySign = (currency: string, locale: string): string =>
  formatOf(locale, currency, false)
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency

function formatOf(locale: string, currency: string, sign: boolean): Intl.NumberFormat {
  const key = `${locale} ${currency} ${sign}`
  const cached = formats.get(key)
  if (cached) return cached
  const digits = minorDigits(currency)
  const formatterWith = (currencyDisplay: 'narrowSymbol' | 'code') =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      trailingZeroDisplay: 'stripIfInteger',
      signDisplay: sign ? 'exceptZero' : 'auto',
    })
  const withSymbol = formatterWith('narrowSymbol')
  // `р.`, of Belarusian roubles in Russian: a sentence that ends with an amount would end with two full stops.
  const formatter = withSymbol.format(0).endsWith('.') ? formatterWith('code') : withSymbol
  formats.set(key, formatter)
  return formatter
}
