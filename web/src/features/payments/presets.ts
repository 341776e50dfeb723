import { minorDigits } from '../../shared/format/money.ts'
import type { CardLimits } from '../../shared/payments/card-limits.ts'

/** In the main unit of a currency, such as euros. */
const baseAmounts = [10, 20, 50, 100]
/** The factors that make usual sums of the base amounts, in the currencies whose unit is worth less; 1 for the others. */
const currencyFactors: Record<string, number> = {
  TRY: 20,
  UAH: 20,
  INR: 50,
  PHP: 50,
  RUB: 50,
  ISK: 100,
  JPY: 100,
  KES: 100,
  RSD: 100,
  AMD: 200,
  KZT: 200,
  PKR: 200,
  HUF: 500,
  ARS: 1_000,
  CLP: 1_000,
  KRW: 1_000,
  NGN: 1_000,
  COP: 2_000,
  IDR: 10_000,
  UZS: 10_000,
  VND: 10_000,
}

/**
 * The preset amounts within the limits, in the minor unit: those of the currency, or where fewer than two of them reach the minimum, as may be
 * in currencies that are worth little and have no factor, the next amounts of 1, 2 and 5 from the minimum upwards. Pure.
 */
export function presetsFor({ currency, min, max }: CardLimits): number[] {
  const unit = 10 ** minorDigits(currency) * (currencyFactors[currency] ?? 1)
  const usual = baseAmounts.map((amount) => amount * unit).filter((amount) => amount >= min)
  const presets = usual.length > 1 ? usual : roundAmountsFrom(min, baseAmounts.length)
  return presets.filter((amount) => amount <= max)
}

/** The first `count` amounts of 1, 2 or 5 times a power of ten that are not less than `min`. Pure. */
function roundAmountsFrom(min: number, count: number): number[] {
  const power = 10 ** Math.floor(Math.log10(min))
  return [1, 10, 100]
    .flatMap((factor) => [1, 2, 5].map((digit) => digit * factor * power))
    .filter((amount) => amount >= min)
    .slice(0, count)
}
