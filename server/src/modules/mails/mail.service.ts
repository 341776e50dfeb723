import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { hourMs, toInstant } from '../../shared/time-range.ts'
import { type Event, insertEventStatement } from '../events/event.service.ts'
import * as cleaning from './mail.cleaning.repository.ts'
import type { MailPurpose, QueuedMail } from './mail.message.ts'
import * as repository from './mail.repository.ts'

/**
 * Limits for mails to unverified addresses: to one address in a day, and to all of them in an hour. Each purpose is counted
 * separately, so that mails of one purpose, which strangers may request, do not hold back the others. A mail counts once it is handed
 * to a mail server.
 */
export const unverifiedLimitsOf = (purpose: MailPurpose): repository.UnverifiedLimits =>
  // Anybody can request links for a new password, and a link is valid for an hour. So an unverified address that has reached its limit
  // still gets a mail where it has had none for an hour, as long as the limit for all addresses is not reached.
  purpose === 'password_reset'
    ? { perAddressPerDay: 5, perHour: 500, extraMailMs: hourMs }
    : { perAddressPerDay: 10, perHour: 500 }

type MailRequest = Omit<repository.NewMail, 'id' | 'createdAt' | 'details'> &
  Partial<Pick<QueuedMail, 'details'>>

/**
 * Queues a mail in the transaction of the change that it reports, with the event of the change, if there is one. The mail is sent after
 * that transaction has committed, and is dropped if it is out of date when its turn comes. Returns false for a deleted account, for which
 * no mail is queued.
 */
export const queueMail = (trx: Tx, mail: MailRequest, now: number, event?: Event): Promise<boolean> =>
  repository.insertMail(
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
  repository.insertMailStatement({ details: {}, ...mail, id: newId(), createdAt: toInstant(now) }, when)

/** The limit that would refuse another mail of this purpose to an unverified address, as a number of mails; null where none would. */
export const findReachedMailLimit = (
  db: Db,
  recipient: string,
  purpose: MailPurpose,
  now: number,
): Promise<number | null> =>
  repository.findReachedLimit(db, { recipient, purpose }, unverifiedLimitsOf(purpose), now)

/** The number of mails of this purpose about an object that were queued after `since`, sent or not. */
export const countMailsSince = repository.countQueuedSince

/** Deletes all mails of a person, in every state. A mail that is being sent at this moment still arrives. */
export const deleteMailsOf = cleaning.deleteMailsOf

/** Deletes mails of these purposes that wait to be sent to a person. */
export const deleteWaitingMailsOf = (trx: Tx, userId: string, ...purposes: MailPurpose[]) =>
  cleaning.deleteWaitingOf(trx, userId, purposes)

/** Deletes the waiting mails of this purpose about an object: another mail replaces them. */
export const deleteWaitingMailsAbout = cleaning.deleteWaitingAbout

/** Makes the person into whose account another was merged the recipient of the waiting mails to the other. */
export const redirectMails = cleaning.redirectWaiting

/** Deletes all mails that wait to be sent: for the demo data, whose bookings were not made by people. */
export const deleteWaitingMails = cleaning.deleteWaiting
