import { formatMoney } from '../../shared/money.ts'
import { fullName } from '../../shared/person-name.ts'
import { formatTaxRate, taxIn } from '../../shared/tax.ts'
import { toMailLine } from '../mails/mail.text.ts'

const labelsByLocale = {
  en: {
    paid: 'Paid from your balance',
    notRefunded: 'Not refunded',
    tax: 'Including tax',
    by: 'Paid by',
    at: 'Paid on',
    number: 'Booking number',
  },
  ru: {
    paid: 'Оплачено с баланса',
    notRefunded: 'Не возвращено',
    tax: 'В том числе налог',
    by: 'Плательщик',
    at: 'Дата оплаты',
    number: 'Номер бронирования',
  },
}

/** The cost of a booking for its owner until now. Amounts are in the minor unit. */
export type ReceiptFacts = {
  bookingId: string
  currency: string
  /** Charges less refunds. */
  paid: number
  /** The instant of the last charge; null where there was none. */
  paidAt: string | null
  /** The rate of the tax that the prices of the location include, in hundredths of a percent; null where they include none. */
  taxRate: number | null
  email: string
  isVerified: boolean
  firstName: string
  lastName: string
  locale: 'en' | 'ru'
}

/**
 * The receipt in a mail about a booking: the amount that its owner has paid for it until now, and the tax included in it; empty
 * where nothing is paid. `hasEndedEarly`: the booking was cancelled or rejected, or has expired. `dateAndTimeOf` writes an instant on the
 * location's clock. Pure.
 */
export function receiptLines(
  facts: ReceiptFacts,
  hasEndedEarly: boolean,
  dateAndTimeOf: (at: string) => string,
): string[] {
  const { locale, currency, paid, paidAt, taxRate, bookingId } = facts
  if (paid <= 0 || paidAt === null) return []
  const labels = labelsByLocale[locale]
  const money = (amount: number) => formatMoney(amount, currency, locale)
  const payerText = facts.isVerified ? toMailLine(fullName(facts)) : facts.email
  return [
    `${hasEndedEarly ? labels.notRefunded : labels.paid}: ${money(paid)}`,
    ...(taxRate === null
      ? []
      : [`${labels.tax} ${formatTaxRate(taxRate, locale)}: ${money(taxIn(paid, taxRate))}`]),
    `${labels.at}: ${dateAndTimeOf(paidAt)}`,
    `${labels.by}: ${payerText}`,
    `${labels.number}: ${bookingId}`,
  ]
}
