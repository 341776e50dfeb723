import { expect, it } from 'vitest'
import { makePerson } from '../../../testing/factories.ts'
import { startTestService } from '../../../testing/harness.ts'
import { inTransaction } from '../db/transaction.ts'
import { transferWithoutBooking } from '../modules/wallet/wallet.service.ts'
import { auditBooks } from './audit.books.ts'
import { momentOf } from './audit.moment.ts'

it('money on the balance of a deleted account is a fault of the books', async () => {
  const service = await startTestService()
  try {
    const { deps, clock } = service
    const [admin, { id: userId }] = [await makePerson(service, 'admin'), await makePerson(service)]
    const removed = await service.request('DELETE', `users/${userId}`, { token: admin.token })
    expect(removed.status).toBe(204)
    expect(await auditBooks(deps.db, momentOf(clock))).toEqual([])
    const money = { userId, currency: 'RUB', amount: 500, kind: 'adjustment', channel: null } as const
    const details = { paymentId: null, memo: null, actorId: null, now: clock.now() }
    await inTransaction(deps, (trx) => transferWithoutBooking(trx, { ...money, ...details }))
    expect(await auditBooks(deps.db, momentOf(clock))).toEqual([
      {
        check: 'a deleted account, also a merged one, holds no money',
        id: expect.any(String),
        detail: `balance 500, user ${userId}`,
      },
    ])
  } finally {
    await service.stop()
  }
})
