import type { Tx } from '../../db/db.ts'
import { timeRangeText } from '../../shared/date-text.ts'
import { notFound } from '../../shared/problems.ts'
import { findMailFacts } from './booking.view.ts'

const booking = { en: 'Booking', ru: 'Бронирование' }

/**
 * What the page of the payment provider shows for a booking, in the payer's language: the time, then the space, because a provider may cut
 * a long description. Raises `not_found`.
 */
export async function describeForPayer(trx: Tx, bookingId: string): Promise<string> {
  const facts = (await findMailFacts(trx, [bookingId])).get(bookingId)
  if (!facts) throw notFound()
  const { locale, timeZone, spaceName } = facts
  return `${booking[locale]}: ${timeRangeText(facts, timeZone, locale)}, ${spaceName}`
}
