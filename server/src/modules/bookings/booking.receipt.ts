import { formatMoney } from '../../shared/money.ts'
import { formatTaxRate, taxIn } from '../../shared/tax.ts'
import { toMailLine } from '../mails/mail.text.ts'

const labelsByLocale = {
  en: {
    paid: 'Paid from your balance',
    notRefunded: 'Not refunded',
    tax: 'Including tax',
    by: 'Paid by',
    at: 'Paid on',
  },
  ru: {
    paid: 'Оплачено с баланса',
    notRefunded: 'Не возвращено',
    tax: 'В том числе налог',
    by: 'Плательщик',
    at: 'Дата оплаты',
  },
}

const number = { en: 'Booking number', ru: 'Номер бронирования' }

/** The cost of a booking for its owner until now. Amounts are in the minor unit. */
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
 * The receipt in a mail about a booking: the amount that its owner has paid for it until now, and the tax included in it; empty
 * where nothing is paid. `isOver` is true where the booking has ended without a visit. `moment` writes an instant on the
 * location's clock. Pure.
 */
export function receiptLines(facts: ReceiptFacts, isOver: boolean, moment: (at: string) => string): string[] {
  const { locale, currency, paid, paidAt, taxRate, bookingId } = facts
  if (paid <= 0 || paidAt === null) return []
  const labels = labelsByLocale[locale]
  const money = (amount: number) => formatMoney(amount, currency, locale)
  const payerText = facts.isVerified ? toMailLine(`${facts.firstName} ${facts.lastName}`) : facts.email
  return [
    `${isOver ? labels.notRefunded : labels.paid}: ${money(paid)}`,
    ...(taxRate === null
      ? []
      : [`${labels.tax} ${formatTaxRate(taxRate, locale)}: ${money(taxIn(paid, taxRate))}`]),
    `${labels.at}: ${moment(paidAt)}`,
    `${labels.by}: ${payerText}`,
    `${number[locale]}: ${bookingId}`,
  ]
}
