import type { Db, Tx } from '../../db/db.ts'
import { rootOf } from '../../db/transaction.ts'
import { newId } from '../../shared/ids.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'
import {
  deleteMailsTo,
  deleteWaiting,
  insertMail,
  insertMailWithin,
  type StrangerLimits,
} from './mail.repository.ts'
import { toMailLine } from './mail.text.ts'

export type MailPurpose = 'password_reset' | 'verify_email' | 'booking'

export type Mail = {
  to: string
  /** Whether somebody has shown that the address is theirs. Where not, the mail bears no text of a user (`mail.text.ts`). */
  isProved: boolean
  /** What it is counted as where the address is not proved. */
  purpose: MailPurpose
  subject: string
  text: string
  calendar?: string
}

/**
 * Mails to addresses that are not proved: to one of them in a day, and to all of them in an hour. Each purpose is counted by itself, so
 * that what one person asks for does not keep back what another needs.
 */
export const strangerLimits: Record<MailPurpose, StrangerLimits> = {
  booking: { ofRecipient: 10, ofAll: 500 },
  verify_email: { ofRecipient: 10, ofAll: 500 },
  // Anybody can ask for these. A link works for an hour: with one mail an hour in any case, its owner always has a link that works.
  password_reset: { ofRecipient: 5, ofAll: 500, reserveMs: hourMs },
}

const unlimited = new WeakSet<Db>()

/** From now on the transactions of this `Db` write to strangers as often as they like: `RATE_LIMIT_MAX=0`. */
export const writeWithoutLimits = (db: Db): void => void unlimited.add(db)

/**
 * Queues a mail in the transaction of what it tells of: it is sent if and only if that commits. Says whether it was queued: not where
 * the address is not proved and has had enough mails of this purpose. Then locks that address.
 */
export async function queueMail(trx: Tx, mail: Mail, now: number): Promise<boolean> {
  const { to, isProved, purpose, subject, text, calendar } = mail
  const row = {
    id: newId(),
    recipient: to,
    purpose,
    subject: toMailLine(subject),
    body: text,
    calendar: calendar ?? null,
    createdAt: toInstant(now),
    toStranger: !isProved,
  }
  const db = rootOf(trx)
  if (!isProved && !(db && unlimited.has(db))) return insertMailWithin(trx, row, strangerLimits[purpose], now)
  await insertMail(trx, row)
  return true
}

/** Forgets what was sent to an address, could not be, or waits to be. One that is being sent this moment still arrives. */
export const forgetMailsTo = (trx: Tx, email: string) => deleteMailsTo(trx, email)

/** Drops what waits to be sent: for a story that is only told, such as the demo's. */
export const forgetMails = (trx: Tx) => deleteWaiting(trx)
