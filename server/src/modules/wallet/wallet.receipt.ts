import { dateAndTimeText } from '../../shared/date-text.ts'
import { formatMoney } from '../../shared/money.ts'
import { fullName } from '../../shared/person-name.ts'
import { toMailLine } from '../mails/mail.text.ts'
import type { Channel } from './wallet.schema.ts'
import type { TopUp } from './wallet.view.ts'

const labels = {
  en: {
    topUp: 'Top-up of the balance',
    time: 'When',
    payer: 'Paid by',
    channel: 'Paid',
    location: 'Where',
    number: 'Receipt number',
  },
  ru: {
    topUp: 'Пополнение баланса',
    time: 'Когда',
    payer: 'Плательщик',
    channel: 'Способ оплаты',
    location: 'Где',
    number: 'Номер квитанции',
  },
}

const channels: Record<Channel, { en: string; ru: string }> = {
  cash: { en: 'in cash', ru: 'наличные' },
  terminal: { en: 'by card at the front desk', ru: 'карта на стойке администратора' },
  bank: { en: 'by bank transfer', ru: 'банковский перевод' },
  stripe: { en: 'online, through Stripe', ru: 'онлайн, через Stripe' },
  yookassa: { en: 'online, through YooKassa', ru: 'онлайн, через ЮKassa' },
}

export type Payer = {
  email: string
  isVerified: boolean
  firstName: string
  lastName: string
  locale: 'en' | 'ru'
}

/** The lines of a receipt of a top-up. A mail to an unverified address holds no name. Pure. */
export function receiptLines(topUp: TopUp, payer: Payer): string[] {
  const { locale } = payer
  const label = labels[locale]
  const payerText = payer.isVerified ? toMailLine(fullName(payer)) : payer.email
  const locationName = topUp.locationName === null ? '' : toMailLine(topUp.locationName)
  return [
    `${label.topUp}: ${formatMoney(topUp.amount, topUp.currency, locale)}`,
    `${label.channel}: ${channels[topUp.channel][locale]}`,
    `${label.time}: ${dateAndTimeText(topUp.createdAt, topUp.timeZone, locale)}`,
    ...(locationName === '' ? [] : [`${label.location}: ${locationName}`]),
    `${label.payer}: ${payerText}`,
    `${label.number}: ${topUp.id}`,
  ]
}
