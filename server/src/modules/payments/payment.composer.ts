import type { Tx } from '../../db/db.ts'
import type { Language, Text } from '../../shared/language.ts'
import { formatMoney } from '../../shared/money.ts'
import type { Composer, MailDetails } from '../mails/mail.message.ts'
import { greetingOf } from '../mails/mail.text.ts'
import { getUser, isDeleted } from '../users/user.service.ts'
import { findReceiptLines } from '../wallet/wallet.service.ts'
import { findRefund } from './payment.refund.repository.ts'
import { findPayment, type PaymentRow } from './payment.repository.ts'

const texts = {
  payment_disputed: {
    en: [
      'A payment is disputed',
      'The payer disputes this payment at the bank. See what the provider asks of you. If the money is lost, take it from the balance with an adjustment.',
    ],
    ru: [
      'Платёж оспорен',
      'Плательщик оспорил этот платёж в банке. Посмотрите, что от вас требует платёжная система. Если деньги потеряны, спишите их с баланса корректировкой.',
    ],
  },
  payment_mismatch: {
    en: [
      'A payment arrived with a different amount or currency',
      'The amount or the currency differs from what was requested, so nothing was credited. Look into it at the provider, then refund the money there or credit it as a top-up, with this provider as the payment method.',
    ],
    ru: [
      'Платёж поступил в другой сумме или валюте',
      'Сумма или валюта отличается от запрошенной, поэтому на баланс ничего не зачислено. Разберитесь в кабинете платёжной системы: верните деньги там или зачислите их пополнением, выбрав эту систему как способ оплаты.',
    ],
  },
  payment_unreachable: {
    en: [
      'Nobody knows whether a payment was made',
      'The service can no longer ask the provider about this payment, because the settings name another provider or another account there. So the payment has ended as expired, and nothing was credited. Look for it in the former account: if it was paid, refund the money there or credit it as a top-up, with the former provider as the payment method.',
    ],
    ru: [
      'Неизвестно, прошёл ли платёж',
      'Сервис больше не может узнать об этом платеже у платёжной системы: в настройках указана другая система или другой её кабинет. Поэтому срок платежа истёк, и на баланс ничего не зачислено. Найдите платёж в прежнем кабинете: если он прошёл, верните деньги там или зачислите их пополнением, выбрав прежнюю систему как способ оплаты.',
    ],
  },
  refund_failed: {
    en: [
      'A refund did not reach the card',
      'A refund of this payment was made, or on its way, and has now failed: the money did not reach the card. It is on the balance of its owner again. Ask the owner for another way to pay it out.',
    ],
    ru: [
      'Возврат не дошёл до карты',
      'Возврат по этому платежу был сделан или ожидал подтверждения, а теперь известно, что деньги на карту не дошли. Они снова на балансе владельца. Спросите его, как выплатить их иначе.',
    ],
  },
  refund_failed_after_deletion: {
    en: [
      'A refund did not reach the card',
      'The provider had reported a refund of this payment as made, and now says that it has failed: the bank of the card sent it back. The payer has been deleted since, so the money is on no balance: an adjustment has booked it out. If the person asks for it, add the person again, credit the amount with an adjustment, and pay it out.',
    ],
    ru: [
      'Возврат не дошёл до карты',
      'Платёжная система сообщала, что возврат по этому платежу сделан, а теперь — что он не прошёл: банк вернул деньги. Плательщик к этому времени удалён, поэтому денег нет ни на чьём балансе: они списаны корректировкой. Если человек обратится за ними, добавьте его снова, зачислите эту сумму корректировкой и выплатите.',
    ],
  },
} as const

const paymentToBalanceTexts = {
  en: [
    'Your payment is on your balance',
    'Your payment arrived, but its booking was cancelled or could no longer be made. The money is on your balance: use it for another booking, or ask at the front desk for a refund to your card.',
  ],
  ru: [
    'Ваш платёж зачислен на баланс',
    'Платёж поступил, но бронирование отменено или забронировать это время уже не удалось. Деньги у вас на балансе: ими можно оплатить другое бронирование или попросить на стойке администратора вернуть их на карту.',
  ],
} as const

const labels = {
  en: {
    refunded: 'Refund',
    refundId: 'Refund number',
    paid: 'Paid',
    requested: 'Requested',
    received: 'Received',
    id: 'Payment number',
    provider: 'Payment provider',
  },
  ru: {
    refunded: 'Возврат',
    refundId: 'Номер возврата',
    paid: 'Оплачено',
    requested: 'Запрошено',
    received: 'Поступило',
    id: 'Номер платежа',
    provider: 'Платёжная система',
  },
}

const providerNames: Record<PaymentRow['provider'], Text> = {
  stripe: { en: 'Stripe', ru: 'Stripe' },
  yookassa: { en: 'YooKassa', ru: 'ЮKassa' },
}

/** Makes the mails about payments: those to administrators, who must act, and the one to the payer whose money stays in the wallet. */
export const paymentComposer: Composer = async (trx, { kind, subjectId, userId, details }) => {
  const payment = await findPayment(trx, subjectId)
  // The account of an administrator may be deleted while the mail is queued, and then it does not delete the mail.
  if (!payment || (await isDeleted(trx, userId))) return null
  const { email, emailVerified: isVerified, firstName, lastName, locale, role } = await getUser(trx, userId)
  if (email === null) return null
  const greeting = greetingOf({ isVerified, firstName, locale })
  // The kind has an older name, under which mails of an instance of the previous version may wait.
  if (kind === 'payment_kept') {
    const [subject, text] = paymentToBalanceTexts[locale]
    const lines = await findReceiptLines(trx, payment.id, { email, isVerified, firstName, lastName, locale })
    return { to: email, isVerified, subject, text: `${greeting}\n\n${text}\n\n${lines.join('\n')}\n` }
  }
  if (role !== 'admin' || !(kind in texts)) return null
  const textKind = details.isOwnerDeleted ? 'refund_failed_after_deletion' : (kind as keyof typeof texts)
  const [subject, text] = texts[textKind][locale]
  const lines = [
    ...(await refundLines(trx, details, payment, locale)),
    ...paymentLines(payment, { locale, isPaid: payment.status === 'succeeded' }),
  ]
  return { to: email, isVerified, subject, text: `${greeting}\n\n${text}\n\n${lines.join('\n')}\n` }
}

/** The lines about the refund of a mail. Mails that an earlier version has queued lack the id of the refund, and get no such lines. */
async function refundLines(
  trx: Tx,
  { refundId }: MailDetails,
  { currency }: PaymentRow,
  locale: Language,
): Promise<string[]> {
  const refund = refundId === undefined ? undefined : await findRefund(trx, refundId)
  if (!refund) return []
  const label = labels[locale]
  return [
    `${label.refunded}: ${formatMoney(refund.amount, currency, locale)}`,
    `${label.refundId}: ${refund.id}`,
  ]
}

function paymentLines(
  payment: PaymentRow,
  { locale, isPaid }: { locale: Language; isPaid: boolean },
): string[] {
  const label = labels[locale]
  const { id, amount, currency, receivedAmount, receivedCurrency, provider, providerId } = payment
  return [
    `${isPaid ? label.paid : label.requested}: ${formatMoney(amount, currency, locale)}`,
    ...(receivedAmount === null || receivedCurrency === null
      ? []
      : [`${label.received}: ${formatMoney(receivedAmount, receivedCurrency, locale)}`]),
    `${label.id}: ${id}`,
    `${label.provider}: ${[providerNames[provider][locale], providerId].filter((part) => part !== null).join(', ')}`,
  ]
}
