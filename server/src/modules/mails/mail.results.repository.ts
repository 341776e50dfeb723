import { sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import { fixedQuery } from '../../db/compile.ts'
import type { Db, Tx } from '../../db/db.ts'
import { toJson } from '../../db/json.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import { type Instant, toInstant } from '../../shared/time-range.ts'
import {
  type Claimed,
  type ClaimedMail,
  type ClaimOptions,
  idsOf,
  senderOf,
} from './mail.claims.repository.ts'
import type { Message } from './mail.message.ts'

/** A mail with the message that is about to be sent to a mail server. */
export type MailBeingSent = { mail: ClaimedMail; message: Message }

/**
 * Stores the mails that a mail server is about to receive, and claims them until `claimedUntil`: even if the sender is killed now, the
 * server may have got them. A mail that the previous version has counted against the limits of unverified addresses stays counted.
 */
export const markBeingSent = (
  trx: Tx,
  mails: MailBeingSent[],
  { now, claimedUntil }: Pick<ClaimOptions, 'now' | 'claimedUntil'>,
) => {
  const rows = mails.map(
    ({ mail: { id, claimedBy, attempts }, message: { to, isVerified, subject, calendarFile } }) => ({
      id,
      taken_by: claimedBy,
      attempts,
      recipient: to,
      to_stranger: !isVerified,
      subject,
      calendar: calendarFile?.method ?? null,
      kept_until: calendarFile ? toInstant(calendarFile.keptUntil) : null,
    }),
  )
  return runPrepared(
    trx,
    sql`
    UPDATE outgoing_mails mail SET taken_by = sending.taken_by, attempts = sending.attempts, taken_until = ${toInstant(claimedUntil)},
      due_at = ${toInstant(claimedUntil)}, handed_at = coalesce(handed_at, ${toInstant(now)}), recipient = sending.recipient,
      to_stranger = CASE WHEN mail.rendered IS NULL THEN sending.to_stranger ELSE mail.to_stranger END,
      subject_line = sending.subject, calendar = coalesce(sending.calendar, mail.calendar),
      kept_until = coalesce(sending.kept_until, mail.kept_until)
    FROM json_to_recordset(${toJson(rows)}::json) AS sending (id uuid, taken_by uuid, attempts integer, recipient text,
      to_stranger boolean, subject text, calendar text, kept_until timestamptz)
    WHERE mail.id = sending.id`,
  )
}

/** Drops mails that `lockDueMails` has locked. */
export const markDropped = (trx: Tx, mails: ClaimedMail[], now: number, error: string) =>
  runPrepared(
    trx,
    sql`
    UPDATE outgoing_mails SET taken_by = ${senderOf(mails)}, attempts = attempts + 1, state = 'dropped',
      finished_at = ${toInstant(now)}, last_error = ${error}, taken_until = NULL, rendered = NULL
    WHERE id = ANY(${idsOf(mails)}::uuid[])`,
  )

type MailResult = { state: 'sent' | 'dropped' | 'failed'; now: number; error?: string }

/** Stores the result of mails that one sender has claimed; skips those that another sender has claimed since. */
export const markFinished = (db: Db, mails: Claimed[], { state, now, error }: MailResult) =>
  runPrepared(db, finishQuery(db, idsOf(mails), senderOf(mails), state, toInstant(now), error ?? null))

const finishQuery = fixedQuery(
  (db, ids: string[], sender: string | null, state: MailResult['state'], at: Instant, error: string | null) =>
    db
      .updateTable('outgoingMails')
      .where(anyOf('id', ids))
      .where('takenBy', '=', sender)
      .set({ state, finishedAt: at, lastError: error, takenUntil: null, rendered: null }),
)

/** A mail server has refused the mail or was not reached: the recipient has not got the calendar file of this attempt. */
export const markRefused = (db: Db, mail: Claimed) =>
  db
    .updateTable('outgoingMails')
    .where('id', '=', mail.id)
    .where('takenBy', '=', mail.claimedBy)
    .set({ calendar: null, keptUntil: null })
    .execute()

/**
 * Postpones the mail, and the mails of its purpose about its object to the same recipient that wait behind it. Changes none of them where another sender
 * has claimed the mail since: that sender may have sent it, and claimed the next. While the mail is locked, no mail behind it can be
 * claimed. `usesUpAttempt` is whether the attempt counts towards `maxAttempts`.
 */
export const postpone = (
  db: Db,
  mail: ClaimedMail,
  { error, retryAt, usesUpAttempt }: { error: string; retryAt: number; usesUpAttempt: boolean },
) =>
  sql`
    WITH own AS MATERIALIZED (
      SELECT user_id FROM outgoing_mails WHERE id = ${mail.id} AND taken_by = ${mail.claimedBy} AND state = 'waiting' FOR UPDATE)
    UPDATE outgoing_mails SET due_at = ${toInstant(retryAt)},
      taken_until = NULL,
      taken_by = NULL,
      attempts = CASE WHEN id = ${mail.id} THEN ${mail.attempts - (usesUpAttempt ? 0 : 1)} ELSE attempts END,
      last_error = CASE WHEN id = ${mail.id} THEN ${error} ELSE last_error END
    WHERE subject_id = ${mail.subjectId} AND purpose = ${mail.purpose} AND finished_at IS NULL
      AND EXISTS (SELECT FROM own) AND user_id IS NOT DISTINCT FROM (SELECT user_id FROM own)`.execute(db)
