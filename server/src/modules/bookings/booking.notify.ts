import type { Tx } from '../../db/db.ts'
import { queueMail } from '../mails/mail.service.ts'
import { bookingMail, type MailKind } from './booking.mails.ts'
import type { BookingRow } from './booking.repository.ts'
import { findMailFacts } from './booking.view.ts'

/** Queues the mail that tells the owner what became of a booking, in the transaction that makes it so. */
export async function notify(
  trx: Tx,
  booking: BookingRow,
  kind: MailKind,
  refund: number,
  now: number,
): Promise<void> {
  const facts = await findMailFacts(trx, booking)
  await queueMail(trx, bookingMail(kind, { ...facts, refund }), now)
}
