import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import type { MailContext } from './mail.message.ts'

/** The part of a mail's context that the other mails about its object determine: all but `now`. */
export type StoredContext = Omit<MailContext, 'now'> & { id: string }

/**
 * The stored contexts of the mails with these ids. An object may have any number of mails, so the database searches them. It has two indexes
 * by object: of the unfinished and of the finished mails.
 */
export const findStoredContexts = (trx: Tx, mailIds: string[]): Promise<StoredContext[]> =>
  runPrepared(
    trx,
    sql<StoredContext>`
    SELECT mail.id,
      ARRAY(SELECT DISTINCT later.kind FROM outgoing_mails later
        WHERE ${hasSameObjectAndPurpose('later')} AND later.seq > mail.seq AND later.finished_at IS NULL) AS later_kinds,
      (SELECT calendar FROM (
        ${lastCalendar(sql`IS NULL`)} UNION ALL ${lastCalendar(sql`IS NOT NULL`)}
      ) last ORDER BY seq DESC LIMIT 1) AS calendar_method,
      (SELECT coalesce(sum((dropped.details ->> 'refund')::bigint), 0)::bigint FROM outgoing_mails dropped
        WHERE ${hasSameObjectAndPurpose('dropped')} AND dropped.seq < mail.seq AND dropped.finished_at IS NOT NULL AND dropped.state = 'dropped'
          AND dropped.seq > coalesce((SELECT sent.seq FROM outgoing_mails sent
            WHERE ${hasSameObjectAndPurpose('sent')} AND sent.seq < mail.seq AND sent.finished_at IS NOT NULL AND sent.state = 'sent'
            ORDER BY sent.seq DESC LIMIT 1), 0)) AS dropped_refund
    FROM outgoing_mails mail WHERE mail.id = ANY(${mailIds}::uuid[])`,
  )

const hasSameObjectAndPurpose = (other: string) =>
  sql`${sql.ref(`${other}.subject_id`)} = mail.subject_id AND ${sql.ref(`${other}.purpose`)} = mail.purpose`

/** The last earlier mail with a calendar file, among those that are finished or among the others. */
const lastCalendar = (finished: RawBuilder<unknown>) => sql`
  (SELECT earlier.seq, earlier.calendar FROM outgoing_mails earlier
  WHERE ${hasSameObjectAndPurpose('earlier')} AND earlier.seq < mail.seq AND earlier.calendar IS NOT NULL AND earlier.finished_at ${finished}
  ORDER BY earlier.seq DESC LIMIT 1)`
