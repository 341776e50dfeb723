import type { Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { toInstant } from '../../shared/time-range.ts'
import { deleteMailsTo, deleteWaiting, insertMail } from './mail.repository.ts'

export type Mail = { to: string; subject: string; text: string; calendar?: string }

/** Queues a mail in the transaction of what it tells of: it is sent if and only if that commits. */
export async function queueMail(trx: Tx, { to, subject, text, calendar }: Mail, now: number): Promise<void> {
  await insertMail(trx, {
    id: newId(),
    recipient: to,
    subject,
    body: text,
    calendar: calendar ?? null,
    createdAt: toInstant(now),
  })
}

/** Forgets what was sent to an address, could not be, or waits to be. One that is being sent this moment still arrives. */
export const forgetMailsTo = (trx: Tx, email: string) => deleteMailsTo(trx, email)

/** Drops what waits to be sent: for a story that is only told, such as the demo's. */
export const forgetMails = (trx: Tx) => deleteWaiting(trx)
