import type { Deps } from '../../deps.ts'
import { formatMoney, type Money } from '../../shared/money.ts'
import { paymentLimits, paymentsUnavailable, refundTooLarge } from './payment.problems.ts'
import type { PaymentProvider } from './payment.provider.ts'

/** The minimum and the maximum of one payment in a currency. */
type Limits = { currency: string; min: Money; max: Money }

/** The limits of a payment; null where the provider does not accept the currency, or where its minimum is above our maximum. */
export function limitsOf(
  { PAYMENT_MIN, PAYMENT_MAX }: Deps['config'],
  provider: PaymentProvider,
  currency: string,
): Limits | null {
  const min = Math.max(PAYMENT_MIN, provider.minAmountOf(currency))
  return provider.acceptsCurrency(currency) && min <= PAYMENT_MAX ? { currency, min, max: PAYMENT_MAX } : null
}

/** The refusal of an amount outside the limits. */
export function outsideLimits({ currency, min, max }: Limits) {
  const text = (locale: 'en' | 'ru') => [min, max].map((amount) => formatMoney(amount, currency, locale))
  const [[minEn, maxEn], [minRu, maxRu]] = [text('en'), text('ru')]
  const detail = {
    en: `A payment is ${minEn} at least and ${maxEn} at most`,
    ru: `Один платёж — не меньше ${minRu} и не больше ${maxRu}`,
  }
  return paymentLimits(detail, { min, max, currency })
}

/** The refusal of a missing amount above the maximum of one payment. */
export function aboveLimits({ max, currency }: Limits) {
  return paymentsUnavailable({
    en: `One payment is ${formatMoney(max, currency, 'en')} at most: top up the balance first`,
    ru: `Один платёж — не больше ${formatMoney(max, currency, 'ru')}: сначала пополните баланс`,
  })
}

/** The refusal of a refund above the part of a payment that can still be sent back. Only a payment that has succeeded was credited. */
export function aboveRefundable(refundable: Money, currency: string, isCredited: boolean) {
  const detail = isCredited
    ? {
        en: `${formatMoney(refundable, currency, 'en')} of this payment can still be sent back`,
        ru: `По этому платежу можно вернуть ещё ${formatMoney(refundable, currency, 'ru')}`,
      }
    : {
        en: 'Nothing of this payment was credited, so nothing can be sent back',
        ru: 'По этому платежу на баланс ничего не зачислено, возвращать нечего',
      }
  return refundTooLarge(detail, { refundable, currency })
}
