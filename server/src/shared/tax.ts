import { type Money, multiplyRounded } from './money.ts'

/** A rate of tax in hundredths of a percent: 2000 is 20 %. */
export type TaxRate = number

/** The tax that a price includes, rounded half up. Pure. */
export const taxIn = (price: Money, rate: TaxRate): Money => multiplyRounded(price, rate, 10_000 + rate)

/** A rate as people read it. Pure. */
export const formatTaxRate = (rate: TaxRate, locale: 'en' | 'ru'): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(rate / 10_000)
