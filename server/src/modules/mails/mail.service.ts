import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'
import { type Event, insertEventStatement } from '../events/event.service.ts'
import * as cleaning from './mail.cleaning.repository.ts'
import type { MailPurpose, QueuedMail } from './mail.message.ts'
import {
  countQueuedSince,
  findReachedLimit,
  insertMail,
  insertMailStatement,
  type NewMail,
  type UnverifiedLimits,
} from './mail.repository.ts'

/**
 * Limits for mails to unverified addresses: to one address in a day, and to all of them in an hour. Each purpose is counted
 * separately, so that mails of one purpose, which strangers may request, do not hold back the others. A mail counts once it is handed
 * to a mail server.
 */
export const unverifiedLimits: Record<MailPurpose, UnverifiedLimits> = {
  booking: { perAddressPerDay: 10, perHour: 500 },
  verify_email: { perAddressPerDay: 10, perHour: 500 },
  payment: { perAddressPerDay: 10, perHour: 500 },
  receipt: { perAddressPerDay: 10, perHour: 500 },
  // These two go to verified addresses only, so their limits have no effect.
  merge: { perAddressPerDay: 10, perHour: 500 },
  password_changed: { perAddressPerDay: 10, perHour: 500 },
  // Anybody can request these mails, and a link is valid for an hour. So an unverified address that has reached its limit still gets a
  // mail where it has had none for an hour, as long as the limit for all addresses is not reached.
  password_reset: { perAddressPerDay: 5, perHour: 500, extraMailMs: hourMs },
}

type MailRequest = Omit<NewMail, 'id' | 'createdAt' | 'details'> & Partial<Pick<QueuedMail, 'details'>>

/**
 * Queues a mail in the transaction of the change that it reports, with the event of the change, if there is one. The mail is sent after
 * that transaction has committed, and is dropped if it is out of date when its turn comes. Returns false for a deleted account, for which
 * no mail is queued.
 */
export const queueMail = (trx: Tx, mail: MailRequest, now: number, event?: Event): Promise<boolean> =>
  insertMail(
    trx,
    { details: {}, ...mail, id: newId(), createdAt: toInstant(now) },
    event && insertEventStatement(event, now),
  )

/** The SQL that queues a mail where `when` is true, to be combined with the SQL of the change that it reports. */
export const queueMailStatement = (
  mail: MailRequest,
  now: number,
  when: RawBuilder<boolean>,
): RawBuilder<unknown> =>
  insertMailStatement({ details: {}, ...mail, id: newId(), createdAt: toInstant(now) }, when)

/** The limit that would refuse another mail of this purpose to an unverified address, as a number of mails; null where none would. */
export const findReachedMailLimit = (
  db: Db,
  recipient: string,
  purpose: MailPurpose,
  now: number,
): Promise<number | null> => findReachedLimit(db, { recipient, purpose }, unverifiedLimits[purpose], now)

/** The number of mails of this purpose about an object that were queued after `since`, sent or not. */
export const countMailsSince = (
  db: Db,
  subjectId: string,
  purpose: MailPurpose,
  times: { since: number; now: number },
): Promise<number> => countQueuedSince(db, subjectId, purpose, times)

/** Deletes all mails of a person, in every state. A mail that is being sent at this moment still arrives. */
export const deleteMailsOf = (trx: Tx, person: { id: string; email: string | null }) =>
  cleaning.deleteMailsOf(trx, person)

/** Deletes mails of these purposes that wait to be sent to a person. */
export const deleteWaitingMailsOf = (trx: Tx, userId: string, ...purposes: MailPurpose[]) =>
  cleaning.deleteWaitingOf(trx, userId, purposes)

/** Deletes the waiting mails of this purpose about an object: another mail replaces them. */
export const deleteWaitingMailsAbout = (trx: Tx, subjectId: string, purpose: MailPurpose) =>
  cleaning.deleteWaitingAbout(trx, subjectId, purpose)

/** Makes the person into whose account another was merged the recipient of the waiting mails to the other. */
export const redirectMails = (trx: Tx, fromId: string, intoId: string) =>
  cleaning.redirectWaiting(trx, fromId, intoId)

/** Deletes all mails that wait to be sent: for the demo data, whose bookings were not made by people. */
export const deleteWaitingMails = (trx: Tx) => cleaning.deleteWaiting(trx)
