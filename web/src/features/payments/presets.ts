import { minorDigits } from '../../shared/format/money.ts'
import type { CardLimits } from '../../shared/payments/card-limits.ts'

/** In the main unit of a currency, such as euros. */
const baseAmounts = [10, 20, 50, 100]
/** The factors that make usual sums of the base amounts, in the currencies whose unit is worth less; 1 for the others. */
const currencyFactors: Record<string, number> = {
  RUB: 50,
  KZT: 200,
  AMD: 200,
  JPY: 100,
  KRW: 1_000,
  VND: 10_000,
}

/** The preset amounts within the limits, in the minor unit. Pure. */
export function presetsFor({ currency, min, max }: CardLimits): number[] {
  const unit = 10 ** minorDigits(currency) * (currencyFactors[currency] ?? 1)
  return baseAmounts.map((amount) => amount * unit).filter((amount) => amount >= min && amount <= max)
}
