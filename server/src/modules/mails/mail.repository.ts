import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { toJson } from '../../db/json.ts'
import { dayMs, hourMs, minuteMs, toInstant } from '../../shared/time-range.ts'
import type { MailPurpose, QueuedMail } from './mail.message.ts'

export type NewMail = QueuedMail & {
  /** The version of the object that the mail is about, where it has versions. It is only stored, for the operator. */
  subjectVersion?: number
}

/**
 * Inserts a mail, and runs the statement `event` in the same round trip. Returns whether the mail was queued: a deleted account gets
 * none. The event is inserted in either case.
 */
export async function insertMail(trx: Tx, mail: NewMail, event?: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql`
    ${event ? sql`WITH event AS (${event})` : sql``}
    ${insertMailStatement(mail, sql`true`)}
    RETURNING 1
  `.execute(trx)
  return rows.length > 0
}

/** The SQL that inserts a mail where `when` is true. */
export const insertMailStatement = (mail: NewMail, when: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  INSERT INTO outgoing_mails (id, purpose, kind, subject_id, subject_version, user_id, details, due_at, created_at)
  SELECT ${mail.id}::uuid, ${mail.purpose}, ${mail.kind}, ${mail.subjectId}::uuid, ${mail.subjectVersion ?? 0}::int, id,
    ${toJson(mail.details)}::jsonb, ${mail.createdAt}::timestamptz, ${mail.createdAt}::timestamptz
  FROM users WHERE id = ${mail.userId} AND deleted_at IS NULL AND ${when}`

// The clocks of two instances may differ by less than this. A stored time that is later than the present by more than this was stored
// before the clock was set back.
export const maxClockDifferenceMs = minuteMs

/**
 * The number of mails of this purpose about an object that were inserted after `since`. The finished and the unfinished mails have an index
 * each. A mail of the future was inserted before the clock was set back, so it says nothing about this time.
 */
export async function countQueuedSince(
  db: Db,
  subjectId: string,
  purpose: MailPurpose,
  { since, now }: { since: number; now: number },
): Promise<number> {
  const counted = (finished: RawBuilder<unknown>) => sql`(SELECT count(*)::int FROM outgoing_mails
    WHERE subject_id = ${subjectId} AND purpose = ${purpose} AND finished_at ${finished}
      AND created_at > ${toInstant(since)} AND created_at <= ${toInstant(now + maxClockDifferenceMs)})`
  const { rows } = await sql<{ queued: number }>`
    SELECT ${counted(sql`IS NULL`)} + ${counted(sql`IS NOT NULL`)} AS queued`.execute(db)
  return rows[0]?.queued ?? 0
}

export type UnverifiedLimits = {
  perAddressPerDay: number
  /** The limit for all unverified addresses together. */
  perHour: number
  /** An address that has reached `perAddressPerDay` still gets a mail where it has had none for this long. */
  extraMailMs?: number
}

type Recipient = { recipient: string; purpose: MailPurpose }

/**
 * The limit that refuses one more mail of this purpose to an unverified address, as a number of mails; null where none does. `to_stranger` is true for a mail to an unverified address. Mails of
 * the future were handed over before the clock was set back, and do not count.
 */
export async function findReachedLimit(
  db: Db,
  { recipient, purpose }: Recipient,
  { perAddressPerDay, perHour, extraMailMs = dayMs }: UnverifiedLimits,
  now: number,
): Promise<number | null> {
  const isHandedSince = (since: number) =>
    sql`handed_at > ${toInstant(since)} AND handed_at <= ${toInstant(now + maxClockDifferenceMs)}`
  const { rows } = await sql<{ reached: number | null }>`
    SELECT CASE WHEN of_recipient.in_day >= ${perAddressPerDay} AND of_recipient.recent > 0 THEN ${perAddressPerDay}::int
      WHEN (SELECT count(*) FROM (SELECT FROM outgoing_mails
        WHERE to_stranger AND purpose = ${purpose} AND ${isHandedSince(now - hourMs)}
        LIMIT ${perHour}) of_all) >= ${perHour} THEN ${perHour}::int END AS reached
    FROM (SELECT count(*) AS in_day, count(*) FILTER (WHERE handed_at > ${toInstant(now - extraMailMs)}) AS recent
      FROM outgoing_mails WHERE to_stranger AND recipient = ${recipient} AND purpose = ${purpose}
        AND ${isHandedSince(now - dayMs)}) of_recipient
  `.execute(db)
  return rows[0]?.reached ?? null
}

/** Of two senders to one unverified address, the second waits for the transaction of the first. */
export const lockRecipient = (trx: Tx, recipient: string) =>
  sql`SELECT pg_advisory_xact_lock(hashtextextended(${`mails to ${recipient}`}, 0))`.execute(trx)
