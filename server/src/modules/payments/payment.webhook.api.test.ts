import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { usePayments } from '../../../../testing/fixtures/payments.ts'
import { countRowsRead } from '../../../../testing/postgres/rows-read.ts'
import { inTransaction } from '../../db/transaction.ts'
import { findRefundByReference } from './payment.refund.repository.ts'

const { fixture, refund, payOnline } = usePayments('yookassa')

it.each([
  ['a refund of another shop', 'an id of that shop'],
  ['a refund of this service', null],
])('a webhook about %s reads few rows, however many refunds there are', async (_, otherId) => {
  const { db } = fixture.service.deps
  const id = await payOnline(1_000)
  await refund(id, 400)
  const refunds = db.selectFrom('paymentRefunds').where('paymentId', '=', id)
  const { providerId } = await refunds.select('providerId').executeTakeFirstOrThrow()
  await sql`
      INSERT INTO payment_refunds (id, payment_id, amount, status, provider_id, actor_id, asked_at, due_at, created_at, finished_at)
      SELECT gen_random_uuid(), payment_id, 1, 'failed', gen_random_uuid(), actor_id, asked_at, due_at, created_at, finished_at
      FROM payment_refunds, generate_series(1, 5000) WHERE payment_id = ${id} AND status = 'succeeded'`.execute(
    db,
  )
  await sql`ANALYZE payment_refunds`.execute(db)
  await inTransaction(fixture.service.deps, async (trx) => {
    const read = await countRowsRead(trx, 'payment_refunds', async () => {
      const found = await findRefundByReference(trx, 'yookassa', otherId ?? providerId ?? '', null)
      expect(found?.amount).toBe(otherId === null ? 400 : undefined)
    })
    expect(read).toBeLessThan(5)
  })
})
