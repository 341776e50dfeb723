import { formatMoney } from '../../shared/money.ts'
import { formatTaxRate, taxIn } from '../../shared/tax.ts'
import { toMailLine } from '../mails/mail.text.ts'

const words = {
  en: { paid: 'Paid from your balance', kept: 'Kept', tax: 'Including tax', by: 'Paid by', at: 'Paid on' },
  ru: {
    paid: 'Оплачено с баланса',
    kept: 'Удержано',
    tax: 'В том числе налог',
    by: 'Плательщик',
    at: 'Дата оплаты',
  },
}

const number = { en: 'Booking number', ru: 'Номер бронирования' }

/** What a booking has cost its owner until now. Amounts are in the minor unit. */
export type ReceiptFacts = {
  bookingId: string
  currency: string
  /** Charges less refunds; when the last charge was made, null where there was none. */
  paid: number
  paidAt: string | null
  /** The tax that prices of the location include. */
  taxRate: number | null
  email: string
  isVerified: boolean
  firstName: string
  lastName: string
  locale: 'en' | 'ru'
}

/**
 * The receipt in a mail about a booking: what its owner has paid for it by now, with the tax that this includes; empty where
 * nothing is paid. `isOver` is true where the booking has ended without a visit. `moment` writes an instant on the location's clock. Pure.
 */
export function receiptLines(facts: ReceiptFacts, isOver: boolean, moment: (at: string) => string): string[] {
  const { locale, currency, paid, paidAt, taxRate, bookingId } = facts
  if (paid <= 0 || paidAt === null) return []
  const labels = words[locale]
  const money = (amount: number) => formatMoney(amount, currency, locale)
  const who = facts.isVerified ? toMailLine(`${facts.firstName} ${facts.lastName}`) : facts.email
  return [
    `${isOver ? labels.kept : labels.paid}: ${money(paid)}`,
    ...(taxRate === null
      ? []
      : [`${labels.tax} ${formatTaxRate(taxRate, locale)}: ${money(taxIn(paid, taxRate))}`]),
    `${labels.at}: ${moment(paidAt)}`,
    `${labels.by}: ${who}`,
    `${number[locale]}: ${bookingId}`,
  ]
}
