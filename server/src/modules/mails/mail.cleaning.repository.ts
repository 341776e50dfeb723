import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { deleteInBatches } from '../../db/delete-in-batches.ts'
import { toInstant } from '../../shared/time-range.ts'
import type { MailPurpose } from './mail.message.ts'

export const purgeOld = (db: Db, before: number, now: number) =>
  deleteInBatches(
    db,
    'outgoingMails',
    sql`finished_at < ${toInstant(before)} AND (kept_until IS NULL OR kept_until < ${toInstant(now)})`,
  )

/** Deletes all mails of a person; by `email` also those in `mails`, the table of the previous version. */
export async function deleteMailsOf(
  trx: Tx,
  { id, email }: { id: string; email: string | null },
): Promise<void> {
  await trx.deleteFrom('outgoingMails').where('userId', '=', id).execute()
  if (email !== null) await trx.deleteFrom('mails').where('recipient', '=', email).execute()
}

export const deleteWaitingOf = (trx: Tx, userId: string, purposes: MailPurpose[]) =>
  trx
    .deleteFrom('outgoingMails')
    .where('userId', '=', userId)
    .where('state', '=', 'waiting')
    .where('purpose', 'in', purposes)
    .execute()

export const deleteWaitingAbout = (trx: Tx, subjectId: string, purpose: MailPurpose) =>
  trx
    .deleteFrom('outgoingMails')
    .where('subjectId', '=', subjectId)
    // This is the condition of the index by object; it means that the mail is waiting.
    .where('finishedAt', 'is', null)
    .where('purpose', '=', purpose)
    .execute()

export const deleteWaiting = (trx: Tx) =>
  trx.deleteFrom('outgoingMails').where('state', '=', 'waiting').execute()

/**
 * Moves the mails in `mails`, the table of the previous version, to `outgoing_mails`, except those that an instance of that version is
 * sending now. Returns the number of moved mails.
 */
export async function movePreviousMails(db: Db, now: number, limit: number): Promise<number> {
  const at = toInstant(now)
  const { rows } = await sql`
    WITH old AS (
      DELETE FROM mails WHERE id = ANY (ARRAY(
        SELECT id FROM mails
        WHERE sent_at IS NOT NULL OR failed_at IS NOT NULL OR taken_until IS NULL OR taken_until <= ${at}
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED))
      RETURNING *)
    INSERT INTO outgoing_mails (id, purpose, kind, subject_id, subject_version, user_id, rendered, state, attempts, due_at,
      created_at, handed_at, recipient, to_stranger, subject_line, finished_at, last_error)
    SELECT old.id, purpose, 'rendered', old.id, 0, users.id,
      CASE WHEN sent_at IS NULL AND failed_at IS NULL
        THEN jsonb_build_object('subject', subject, 'text', body, 'calendar', calendar, 'to', recipient) END,
      CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END,
      attempts, ${at}, old.created_at, old.created_at, recipient, to_stranger, subject, coalesce(sent_at, failed_at), last_error
    FROM old LEFT JOIN users ON users.email = recipient
    ORDER BY old.id
    RETURNING 1
  `.execute(db)
  return rows.length
}

/** Makes another person the recipient of the mails that wait to be sent to a person. */
export const redirectWaiting = (trx: Tx, fromId: string, intoId: string) =>
  trx
    .updateTable('outgoingMails')
    .set({ userId: intoId })
    .where('userId', '=', fromId)
    .where('state', '=', 'waiting')
    .execute()
