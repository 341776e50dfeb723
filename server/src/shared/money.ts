import { LRUCache } from 'lru-cache'
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

/** `percent` of an amount, rounded half up: refunds. */
export const percentOf = (amount: Money, percent: number): Money => multiplyRounded(amount, percent, 100)

/** An amount as people read it, with as many decimals as ISO 4217 gives the currency. */
export const formatMoney = (amount: Money, currency: string, locale: 'en' | 'ru'): string =>
  formatOf(locale, currency).format(amount / 10 ** minorDigits(currency))

// Creating a formatter takes longer than all other work for a mail.
const formats = new LRUCache<string, Intl.NumberFormat>({ max: 100 })

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known) return known
  const digits = minorDigits(currency)
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formats.set(key, made)
  return made
}
