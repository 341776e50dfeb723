import Type from 'typebox'
import { Amount, Currency } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'

export const paymentsUnavailable = defineProblem('payments_unavailable', 422, {
  en: 'This is not possible online',
  ru: 'Онлайн это сделать нельзя',
})
export const paymentLimits = defineProblem(
  'payment_limits',
  422,
  { en: 'The amount is outside the limits of a payment', ru: 'Сумма выходит за пределы одного платежа' },
  { extras: Type.Object({ min: Amount, max: Amount, currency: Currency }) },
)
export const refundTooLarge = defineProblem(
  'refund_too_large',
  422,
  { en: 'This is more than is left of the payment', ru: 'Сумма больше остатка этого платежа' },
  { extras: Type.Object({ refundable: Amount, currency: Currency }) },
)
export const providerUnavailable = defineProblem('provider_unavailable', 503, {
  en: 'The payment provider does not answer',
  ru: 'Платёжная система не отвечает',
})

/** The detail of `provider_unavailable` where a payment could not begin. */
export const nothingCharged = {
  en: 'The payment provider does not answer. Nothing was charged: try again in a few minutes, or pay at the front desk',
  ru: 'Платёжная система не отвечает. Ничего не списано: повторите через несколько минут или заплатите на стойке администратора',
}

/** Details of `payments_unavailable`. */
export const topUpRefused = {
  en: 'The payment provider refuses this payment. Try another amount, or pay at the front desk',
  ru: 'Платёжная система отклонила этот платёж. Попробуйте другую сумму или оплатите на стойке администратора',
}

export const bookingPaymentRefused = {
  en: 'The payment provider refuses this payment. Top up at the front desk, and pay for the booking from the balance',
  ru: 'Платёжная система отклонила этот платёж. Пополните баланс на стойке администратора и оплатите бронирование с него',
}

export const formerProvider = {
  en: 'The provider of this payment is no longer set up: pay the money out in another way',
  ru: 'Платёжная система этого платежа больше не подключена: выплатите деньги другим способом',
}

export const pageExpired = {
  en: 'The page of this payment has expired. Begin another payment',
  ru: 'Время этого платежа истекло. Начните другой платёж',
}
