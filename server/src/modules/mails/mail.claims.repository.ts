import { type RawBuilder, sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import { fixedQuery } from '../../db/compile.ts'
import type { Db, Tx } from '../../db/db.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import { toInstant } from '../../shared/time-range.ts'
import type { CalendarFile, QueuedMail } from './mail.message.ts'
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

/** What identifies a mail that a sender has claimed. */
export type Claimed = { id: string; claimedBy: string }

export const idsOf = (mails: Claimed[]) => mails.map(({ id }) => id)
export const senderOf = ([mail]: Claimed[]) => mail?.claimedBy ?? null
