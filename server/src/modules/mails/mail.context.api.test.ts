import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { useMails } from '../../../../testing/fixtures/mails.ts'
import { countRowsRead } from '../../../../testing/postgres/rows-read.ts'
import { inTransaction } from '../../db/transaction.ts'
import { newId } from '../../shared/ids.ts'
import { lockDueMails } from './mail.claims.repository.ts'
import { findStoredContexts } from './mail.context.repository.ts'

const { service, queue } = useMails()

it('the database reads few rows to find and compose a mail about an object with thousands of earlier mails', async () => {
  const { db } = service.deps
  const earlier = sql`
    INSERT INTO outgoing_mails (id, purpose, kind, subject_id, subject_version, user_id, details, state, due_at, created_at,
      finished_at, calendar)
    SELECT gen_random_uuid(), purpose, kind, subject_id, 0, user_id, '{"refund": 5}', state_of, due_at, created_at, created_at, method
    FROM outgoing_mails, generate_series(1, 1000) n, (VALUES ('dropped', NULL), ('failed', NULL), ('sent', 'REQUEST')) made (state_of, method)
    ORDER BY n, state_of`
  await earlier.execute(db)
  await queue('last')
  await db.deleteFrom('outgoingMails').where('kind', '=', 'first').where('state', '=', 'waiting').execute()
  const now = service.clock.now()
  await inTransaction(service.deps, async (trx) => {
    const read = await countRowsRead(trx, 'outgoing_mails', async () => {
      const mails = await lockDueMails(trx, { sender: newId(), now, claimedUntil: now, limit: 10 })
      const contexts = await findStoredContexts(
        trx,
        mails.map(({ id }) => id),
      )
      expect(contexts).toMatchObject([{ laterKinds: [], calendarMethod: 'REQUEST', droppedRefund: 0 }])
    })
    expect(read).toBeLessThan(30)
  })
})
