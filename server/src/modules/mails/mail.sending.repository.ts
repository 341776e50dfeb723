import { type RawBuilder, sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import { fixedQuery } from '../../db/compile.ts'
import type { Db, Tx } from '../../db/db.ts'
import { toJson } from '../../db/json.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import { type Instant, toInstant } from '../../shared/time-range.ts'
import type { CalendarFile, Message, QueuedMail } from './mail.message.ts'
import { maxClockDifferenceMs } from './mail.repository.ts'

/** The text of a mail that the previous version composed when it queued the mail. */
export type Rendered = { subject: string; text: string; calendar: string | null; to: string }

export type ClaimedMail = QueuedMail & {
  seq: number
  claimedBy: string
  attempts: number
  handedAt: string | null
  /** The method of the calendar file that the recipient may have got at an earlier attempt. */
  attemptedCalendarMethod: CalendarFile['method'] | null
  rendered: Rendered | null
}

export type ClaimOptions = { sender: string; now: number; claimedUntil: number; limit: number }

// These mails are sent before all others: a person waits for the link, which soon expires. This is the condition of their index.
const hasLink = (mail: string) => sql`${sql.ref(`${mail}.purpose`)} IN ('password_reset', 'verify_email')`

// The number of objects whose mails are considered, among the mails with links, and among all: more than a batch has mails, because other senders may have claimed some of them.
const consideredObjects = 30

/**
 * Locks the mails to be sent next, at most `limit`: first those with links, then the others, as they became due. For each purpose, object and recipient with a due mail, this is the first mail that waits. Where
 * that mail was postponed and a later mail is due, it is still the first that is locked: it may be dropped because of the later mail. No mail
 * is locked where another sender has claimed the first, and a sender does not get a mail again after its own claim has expired. An object
 * may have several recipients, such as all administrators: the mail to one of them does not wait for a mail to another.
 *
 * The query must find its rows by the indexes whatever the statistics say. They were often gathered while no mail waited, and then every
 * plan seems to cost nothing: PostgreSQL searched all waiting mails for each waiting mail, and ten of 1,250 mails took 0.7 s. So
 * - it is not a prepared statement: PostgreSQL would keep the plan that it made while the table was empty;
 * - `OFFSET 0` keeps `NOT EXISTS` a look-up by `subject_id` for each mail, in the index of unfinished mails; without it, it is a join;
 * - the order by `due_at` alone is that of the index, so each of the two searches ends after its first mails;
 * - `NOT IN` is not known to mean "waiting", so in the last step only the primary key finds the mails.
 */
const lockDueMailsQuery = ({ sender, now, limit }: ClaimOptions, columns: RawBuilder<unknown>) => {
  const at = toInstant(now)
  const dueObjects = (among: RawBuilder<unknown>) => sql`(
      SELECT due.purpose, due.subject_id, due.user_id FROM outgoing_mails due
      WHERE due.state = 'waiting' AND ${among} AND due.due_at <= ${at} AND NOT EXISTS (
        SELECT FROM outgoing_mails before WHERE before.subject_id = due.subject_id AND before.purpose = due.purpose
          AND before.user_id IS NOT DISTINCT FROM due.user_id
          AND before.finished_at IS NULL AND before.seq < due.seq AND (before.due_at <= ${at} OR before.taken_until > ${at})
        OFFSET 0)
      ORDER BY due.due_at LIMIT ${consideredObjects})`
  return sql<ClaimedMail>`
    WITH objects AS MATERIALIZED (${dueObjects(hasLink('due'))} UNION ${dueObjects(sql`true`)}),
    firsts AS MATERIALIZED (
      SELECT first.id FROM objects CROSS JOIN LATERAL (
        SELECT mail.id FROM outgoing_mails mail
        WHERE mail.subject_id = objects.subject_id AND mail.purpose = objects.purpose
          AND mail.user_id IS NOT DISTINCT FROM objects.user_id AND mail.finished_at IS NULL
        ORDER BY mail.seq LIMIT 1) first)
    SELECT ${columns} FROM firsts JOIN outgoing_mails mail ON mail.id = firsts.id
    WHERE mail.state NOT IN ('sent', 'dropped', 'failed')
      AND (mail.taken_until IS NULL OR mail.taken_until <= ${at} AND mail.taken_by <> ${sender})
    ORDER BY ${hasLink('mail')} DESC, mail.due_at, mail.seq LIMIT ${limit} FOR UPDATE OF mail SKIP LOCKED`
}

const columns = sql`mail.id, seq, purpose, kind, subject_id, user_id, details, created_at, taken_by AS claimed_by, attempts, handed_at,
  calendar AS attempted_calendar_method, rendered`

/** Claims the mails that are due (`lockDueMailsQuery`): no other sender claims them before `claimedUntil`. */
export async function claimMails(db: Db, options: ClaimOptions): Promise<ClaimedMail[]> {
  const { sender, claimedUntil } = options
  const { rows } = await sql<ClaimedMail>`
    WITH due AS MATERIALIZED (${lockDueMailsQuery(options, sql`mail.id`)})
    UPDATE outgoing_mails mail SET taken_by = ${sender}, taken_until = ${toInstant(claimedUntil)},
      due_at = ${toInstant(claimedUntil)}, attempts = attempts + 1
    FROM due WHERE mail.id = due.id
    RETURNING ${columns}`.execute(db)
  return rows.sort((a, b) => a.seq - b.seq)
}

/**
 * Locks the mails that are due, and returns them as `claimMails` does without claiming them: the caller claims each mail in this
 * transaction, by `markBeingSent`, `markDropped` or `markClaimed`. A mail that is handed over at once is thus updated once instead of
 * twice.
 */
export async function lockDueMails(trx: Tx, options: ClaimOptions): Promise<ClaimedMail[]> {
  const { rows } = await lockDueMailsQuery(options, columns).execute(trx)
  return rows
    .map((mail) => ({ ...mail, claimedBy: options.sender, attempts: mail.attempts + 1 }))
    .sort((a, b) => a.seq - b.seq)
}

/** Claims mails that `lockDueMails` has locked. */
export const markClaimed = (trx: Tx, mails: ClaimedMail[], { sender, claimedUntil }: ClaimOptions) =>
  runPrepared(
    trx,
    sql`
    UPDATE outgoing_mails SET taken_by = ${sender}, taken_until = ${toInstant(claimedUntil)}, due_at = ${toInstant(claimedUntil)},
      attempts = attempts + 1
    WHERE id = ANY(${idsOf(mails)}::uuid[])`,
  )

/**
 * Makes mails due whose times are of the time before the clock was set back: they were queued later than now, are claimed for longer than
 * any claim lasts, or are postponed for longer than `maxPostponedMs`. Without this they would wait for the former time. A mail that is being sent at
 * this moment may be sent twice. Returns their number.
 */
export async function releaseFutureMails(db: Db, now: number, maxPostponedMs: number): Promise<number> {
  const at = toInstant(now)
  const future = toInstant(now + maxClockDifferenceMs)
  const latest = toInstant(now + maxPostponedMs + maxClockDifferenceMs)
  const { rows } = await sql`
    UPDATE outgoing_mails SET due_at = ${at}, created_at = least(created_at, ${at}), taken_until = NULL, taken_by = NULL
    WHERE state = 'waiting' AND due_at > ${future}
      AND (created_at > ${future} OR taken_until > ${future} OR due_at > ${latest})
    RETURNING id`.execute(db)
  return rows.length
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

/** Extends a sender's claims of its mails. */
export const renewClaims = (db: Db, sender: string, claimedUntil: number) =>
  db
    .updateTable('outgoingMails')
    .set({ takenUntil: toInstant(claimedUntil), dueAt: toInstant(claimedUntil) })
    .where('takenBy', '=', sender)
    .where('state', '=', 'waiting')
    .where('dueAt', '<=', toInstant(claimedUntil))
    .execute()

/**
 * Locks mails that one sender has claimed; returns the ids of the mails that were not deleted and that no other sender has claimed
 * since.
 */
export async function lockClaimed(trx: Tx, mails: ClaimedMail[]): Promise<Set<string>> {
  const rows = await runPrepared(trx, lockClaimedQuery(trx, idsOf(mails), senderOf(mails)))
  return new Set(rows.map(({ id }) => id))
}

const lockClaimedQuery = fixedQuery((db, ids: string[], sender: string | null) =>
  db
    .selectFrom('outgoingMails')
    .select('id')
    .where(anyOf('id', ids))
    .where('takenBy', '=', sender)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .forUpdate(),
)

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

type Claimed = { id: string; claimedBy: string }
type MailResult = { state: 'sent' | 'dropped' | 'failed'; now: number; error?: string }

const idsOf = (mails: Claimed[]) => mails.map(({ id }) => id)
const senderOf = ([mail]: Claimed[]) => mail?.claimedBy ?? null

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
 * claimed. `isCounted` is whether the attempt counts.
 */
export const postpone = (
  db: Db,
  mail: ClaimedMail,
  { error, retryAt, isCounted }: { error: string; retryAt: number; isCounted: boolean },
) =>
  sql`
    WITH own AS MATERIALIZED (
      SELECT user_id FROM outgoing_mails WHERE id = ${mail.id} AND taken_by = ${mail.claimedBy} AND state = 'waiting' FOR UPDATE)
    UPDATE outgoing_mails SET due_at = ${toInstant(retryAt)},
      taken_until = NULL,
      taken_by = NULL,
      attempts = CASE WHEN id = ${mail.id} THEN ${mail.attempts - (isCounted ? 0 : 1)} ELSE attempts END,
      last_error = CASE WHEN id = ${mail.id} THEN ${error} ELSE last_error END
    WHERE subject_id = ${mail.subjectId} AND purpose = ${mail.purpose} AND finished_at IS NULL
      AND EXISTS (SELECT FROM own) AND user_id IS NOT DISTINCT FROM (SELECT user_id FROM own)`.execute(db)

/**
 * Postpones all mails that are due and that no sender has claimed, in their order: by milliseconds less than those that were tried, so that
 * these are not the first again. Skips mails that are locked: another sender is about to try them. Postpones none where a mail was sent after
 * `since`: then the mail server works, and only this instance does not reach it.
 */
export const postponeDue = (
  db: Db,
  { now, since, retryAt }: { now: number; since: number; retryAt: number },
) =>
  sql`
    WITH due AS MATERIALIZED (
      SELECT id, due_at, seq FROM outgoing_mails
      WHERE state = 'waiting' AND due_at <= ${toInstant(now)} AND (taken_until IS NULL OR taken_until <= ${toInstant(now)})
        AND NOT EXISTS (SELECT FROM outgoing_mails sent
          WHERE sent.state = 'sent' AND sent.finished_at > ${toInstant(since)} AND sent.finished_at <= ${toInstant(now)})
      FOR UPDATE SKIP LOCKED),
    ranked AS (SELECT id, row_number() OVER (ORDER BY due_at DESC, seq DESC) AS rank FROM due)
    UPDATE outgoing_mails mail SET due_at = ${toInstant(retryAt)}::timestamptz - ranked.rank * interval '1 millisecond'
    FROM ranked WHERE mail.id = ranked.id`.execute(db)
