import { momentText } from '../../shared/date-text.ts'
import { formatMoney } from '../../shared/money.ts'
import { toMailLine } from '../mails/mail.text.ts'
import type { Channel } from './wallet.schema.ts'
import type { TopUp } from './wallet.view.ts'

const labels = {
  en: {
    what: 'Top-up of the balance',
    when: 'When',
    by: 'Paid by',
    how: 'Paid',
    location: 'Where',
    number: 'Receipt number',
  },
  ru: {
    what: 'Пополнение баланса',
    when: 'Когда',
    by: 'Плательщик',
    how: 'Способ оплаты',
    location: 'Где',
    number: 'Номер квитанции',
  },
}

const channels: Record<Channel, { en: string; ru: string }> = {
  cash: { en: 'in cash', ru: 'наличные' },
  terminal: { en: 'by card at the desk', ru: 'карта на стойке' },
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
  const payerText = payer.isVerified ? toMailLine(`${payer.firstName} ${payer.lastName}`) : payer.email
  const locationName = topUp.locationName === null ? '' : toMailLine(topUp.locationName)
  return [
    `${label.what}: ${formatMoney(topUp.amount, topUp.currency, locale)}`,
    `${label.how}: ${channels[topUp.channel][locale]}`,
    `${label.when}: ${momentText(topUp.createdAt, topUp.timeZone, locale)}`,
    ...(locationName === '' ? [] : [`${label.location}: ${locationName}`]),
    `${label.by}: ${payerText}`,
    `${label.number}: ${topUp.id}`,
  ]
}
