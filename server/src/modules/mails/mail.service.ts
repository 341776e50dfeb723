import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'
import { type Event, eventInsertion } from '../events/event.service.ts'
import type { MailPurpose, QueuedMail } from './mail.message.ts'
import {
  deleteMailsOf,
  deleteWaiting,
  deleteWaitingOf,
  insertMail,
  isWithin,
  mailInsertion,
  type NewMail,
  type StrangerLimits,
} from './mail.repository.ts'

/**
 * Mails to addresses that are not proved: to one of them in a day, and to all of them in an hour. Each purpose is counted by itself, so
 * that what one person asks for does not keep back what another needs. They are counted when a mail server is given them.
 */
export const strangerLimits: Record<MailPurpose, StrangerLimits> = {
  booking: { ofRecipient: 10, ofAll: 500 },
  verify_email: { ofRecipient: 10, ofAll: 500 },
  payment: { ofRecipient: 10, ofAll: 500 },
  // Anybody can ask for these. A link works for an hour: with one mail an hour in any case, its owner always has a link that works.
  password_reset: { ofRecipient: 5, ofAll: 500, reserveMs: hourMs },
}

type Asked = Omit<NewMail, 'id' | 'createdAt' | 'details'> & Partial<Pick<QueuedMail, 'details'>>

/**
 * Queues a mail in the transaction of what it tells of, with the event that it tells of, if there is one. It is sent if that commits,
 * and only as long as it is true. Says whether there is still somebody to tell: nothing is queued for a deleted account.
 */
export const queueMail = (trx: Tx, mail: Asked, now: number, event?: Event): Promise<boolean> =>
  insertMail(
    trx,
    { details: {}, ...mail, id: newId(), createdAt: toInstant(now) },
    event && eventInsertion(event, now),
  )

/** The statement that queues a mail, for a statement that does all at once. */
export const mailQueueing = (mail: Asked, now: number, when: RawBuilder<boolean>): RawBuilder<unknown> =>
  mailInsertion({ details: {}, ...mail, id: newId(), createdAt: toInstant(now) }, when)

/** Whether one more mail of this purpose would be sent to an address that is not proved. */
export const mayWriteTo = (db: Db, recipient: string, purpose: MailPurpose, now: number): Promise<boolean> =>
  isWithin(db, { recipient, purpose }, strangerLimits[purpose], now)

/** Forgets what was sent to a person, could not be, or waits to be. One that is being sent this moment still arrives. */
export const forgetMailsOf = (trx: Tx, person: { id: string; email: string }) => deleteMailsOf(trx, person)

/** Drops mails of these purposes that wait to be sent to a person. */
export const forgetWaitingOf = (trx: Tx, userId: string, ...purposes: MailPurpose[]) =>
  deleteWaitingOf(trx, userId, purposes)

/** Drops all mails that wait to be sent: for the demo data, whose bookings nobody made. */
export const forgetMails = (trx: Tx) => deleteWaiting(trx)
