import type { Tx } from '../../db/db.ts'
import { queueMail } from '../mails/mail.service.ts'
import { bookingMail, type MailKind } from './booking.mails.ts'
import type { BookingRow } from './booking.repository.ts'
import { findMailFacts } from './booking.view.ts'

/**
 * Queues the mail that tells the owner what became of a booking, in the transaction that makes it so. Says whether there
 * is still somebody to tell.
 */
export async function notify(
  trx: Tx,
  booking: BookingRow,
  kind: MailKind,
  refund: number,
  now: number,
): Promise<boolean> {
  const { isDeleted, ...facts } = await findMailFacts(trx, booking)
  if (!isDeleted) await queueMail(trx, bookingMail(kind, { ...facts, refund }), now)
  return !isDeleted
}
