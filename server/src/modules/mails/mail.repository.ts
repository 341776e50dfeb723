import { type Insertable, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { Mails } from '../../db/tables.gen.ts'
import { dayMs, hourMs, toInstant } from '../../shared/time-range.ts'

export const insertMail = (trx: Tx, mail: Insertable<Mails>) => trx.insertInto('mails').values(mail).execute()

export type StrangerLimits = {
  /** To one address in a day. */
  ofRecipient: number
  /** To all such addresses in an hour. */
  ofAll: number
  /** An address that has had none for this long gets one beyond `ofRecipient`. */
  reserveMs?: number
}

/**
 * Inserts a mail unless its recipient had as many of its purpose in the last day, or all strangers together in the last hour; whether
 * it did. Of two for one recipient the second waits for the first one's transaction.
 */
export async function insertMailWithin(
  trx: Tx,
  mail: Insertable<Mails> & { recipient: string; purpose: string },
  { ofRecipient, ofAll, reserveMs = dayMs }: StrangerLimits,
  now: number,
): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`mails to ${mail.recipient}`}, 0))`.execute(trx)
  const { rows } = await sql<{ isWithin: boolean }>`
    SELECT (of_recipient.in_day < ${ofRecipient} OR of_recipient.in_reserve = 0)
      AND (SELECT count(*) FROM (SELECT FROM mails
        WHERE to_stranger AND purpose = ${mail.purpose} AND created_at > ${toInstant(now - hourMs)}
        LIMIT ${ofAll}) recent) < ${ofAll} AS is_within
    FROM (SELECT count(*) AS in_day, count(*) FILTER (WHERE created_at > ${toInstant(now - reserveMs)}) AS in_reserve
      FROM mails WHERE recipient = ${mail.recipient} AND purpose = ${mail.purpose}
        AND created_at > ${toInstant(now - dayMs)}) of_recipient
  `.execute(trx)
  if (!rows[0]?.isWithin) return false
  await insertMail(trx, mail)
  return true
}

export type WaitingMail = {
  id: string
  recipient: string
  subject: string
  body: string
  calendar: string | null
  attempts: number
}

/** Takes up to `limit` waiting mails until `takenUntil`; what others are taking this moment is passed over. */
export async function takeMails(
  db: Db,
  now: number,
  takenUntil: number,
  limit: number,
): Promise<WaitingMail[]> {
  const { rows } = await sql<WaitingMail>`
    UPDATE mails SET taken_until = ${toInstant(takenUntil)}, attempts = attempts + 1
    WHERE id IN (
      SELECT id FROM mails
      WHERE sent_at IS NULL AND failed_at IS NULL AND (taken_until IS NULL OR taken_until <= ${toInstant(now)})
      ORDER BY taken_until NULLS FIRST, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, recipient, subject, body, calendar, attempts
  `.execute(db)
  return rows
}

/** Keeps taken mails for longer. Not one that has been put off meanwhile: its time is later already. */
export async function keepMails(db: Db, ids: string[], takenUntil: number): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('mails')
    .set({ takenUntil: toInstant(takenUntil) })
    .where('id', 'in', ids)
    .where('sentAt', 'is', null)
    .where('takenUntil', '<', toInstant(takenUntil))
    .execute()
}

/** Sent: its text is not kept longer than it is needed. */
export const markSent = (db: Db, id: string, now: number) =>
  db
    .updateTable('mails')
    .set({ sentAt: toInstant(now), body: '', calendar: null, lastError: null })
    .where('id', '=', id)
    .execute()

/** Not sent: to be tried again at `retryAt`, or given up where that is null. */
export const markFailed = (db: Db, id: string, error: string, retryAt: number | null, now: number) =>
  db
    .updateTable('mails')
    .set(
      retryAt === null
        ? { failedAt: toInstant(now), lastError: error }
        : { takenUntil: toInstant(retryAt), lastError: error },
    )
    .where('id', '=', id)
    .execute()

export const purgeOld = (db: Db, before: number) =>
  db
    .deleteFrom('mails')
    .where((eb) => eb.or([eb('sentAt', '<', toInstant(before)), eb('failedAt', '<', toInstant(before))]))
    .execute()

export const deleteMailsTo = (trx: Tx, recipient: string) =>
  trx.deleteFrom('mails').where('recipient', '=', recipient).execute()

export const deleteWaiting = (trx: Tx) => trx.deleteFrom('mails').where('sentAt', 'is', null).execute()
