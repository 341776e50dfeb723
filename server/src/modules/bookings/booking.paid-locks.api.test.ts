import { describe, expect, it } from 'vitest'
import { makeSpace, topUp } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { inTransaction } from '../../db/transaction.ts'
import { dayMs } from '../../shared/time-range.ts'
import { lockBalance } from '../wallet/wallet.service.ts'

const price = 60_000

// A test holds a lock, so that the payment waits for it, and then takes a second lock that comes later in the order of locks. The
// payment must not hold that second lock: it would be a deadlock with a transaction that takes the two in their order.
describe('the payment of a booking', () => {
  const { fixture, ids, begin, get, nextHour, book, pay, payAndDeliver, providerIdOf, assertBooks } =
    useOnlineBookings('stripe', price)

  it('locks the live bookings of a member before the wallet to which an expired booking of the space is refunded', async () => {
    const { service, admin, member } = fixture
    const { id: spaceId } = await makeSpace(service, admin, { ...ids, requiresApproval: true })
    await topUp(service, admin, member.id, price)
    const pending = (await book(nextHour(), { spaceId, payment: 'wallet' })).body
    expect(pending.status).toBe('pending')
    const unpaid = (await book(nextHour(), { spaceId })).body
    service.clock.advance(Date.parse(pending.startsAt) - service.clock.now())
    const held = await holdLock(service, 'SELECT lock_and_count_live_bookings($1, now(), 1)', [member.id])
    const paid = payAndDeliver(unpaid.paymentRequest.id)
    await held.untilWaiting(1)
    await held.run('SELECT FROM accounts WHERE user_id = $1 FOR UPDATE NOWAIT', [member.id])
    await held.release()
    await paid
    await assertBooks()
  })

  it('locks the space before the account, as the deletion of a person does', async () => {
    const { service, admin, member } = fixture
    const { id: spaceId } = await makeSpace(service, admin, ids)
    const unpaid = (await book(nextHour(), { spaceId })).body
    service.clock.advance(dayMs)
    const held = await holdLock(service, 'SELECT FROM spaces WHERE id = $1 FOR UPDATE', [spaceId])
    const paid = payAndDeliver(unpaid.paymentRequest.id)
    await held.untilWaiting(1)
    await held.run('SELECT FROM users WHERE id = $1 FOR UPDATE NOWAIT', [member.id])
    await held.release()
    await paid
    await assertBooks()
  })

  it('that is requested again for another amount locks the account before the booking and the wallet', async () => {
    const { service, admin, member } = fixture
    const unpaid = (await book(nextHour())).body
    await topUp(service, admin, member.id, price / 2)
    const held = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR UPDATE', [member.id])
    const response = pay(unpaid.id, { payment: 'online' })
    await held.untilWaiting(1)
    await held.run('SELECT FROM bookings WHERE id = $1 FOR UPDATE NOWAIT', [unpaid.id])
    await held.run('SELECT FROM accounts WHERE user_id = $1 FOR UPDATE NOWAIT', [member.id])
    await held.release()
    expect((await response).body.paymentRequest).toMatchObject({ amount: price / 2 })
    await assertBooks()
  })

  it.each(['a payment', 'the payment of a booking'])(
    'is refused with `unauthenticated` where the account of its payer is deleted while it is begun: %s',
    async (what) => {
      const { service, admin, member, provider } = fixture
      const { id, paymentRequest } = (await book(nextHour())).body
      // A person with a pending payment is not deleted.
      provider.finish(providerIdOf(paymentRequest.id), 'expired')
      service.clock.advance(3_000)
      expect((await get(paymentRequest.id)).status).toBe('expired')
      const held = await holdLock(service, 'SELECT FROM audit_head FOR UPDATE')
      const removed = service.request('DELETE', `users/${member.id}`, { token: admin.token })
      await held.untilWaiting(1)
      const begun = what === 'a payment' ? begin(900) : pay(id, { payment: 'online' })
      await held.untilWaiting(2)
      await held.release()
      expect((await removed).status).toBe(204)
      expectProblem(await begun, 401, 'unauthenticated')
    },
  )

  it('reads the balance under a lock, so that no other charge can pass before its own', async () => {
    const { service, admin, member } = fixture
    await topUp(service, admin, member.id, price)
    const held = await holdLock(service, 'SELECT FROM accounts WHERE user_id = $1 FOR NO KEY UPDATE', [
      member.id,
    ])
    let hasRead = false
    const balance = inTransaction(service.deps, (trx) =>
      lockBalance(trx, { userId: member.id, currency: 'RUB' }),
    ).finally(() => {
      hasRead = true
    })
    await held.untilWaiting(1, () => hasRead)
    expect(hasRead).toBe(false)
    await held.release()
    expect(await balance).toBe(price)
  })
})
