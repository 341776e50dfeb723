import { describe, expect, it } from 'vitest'
import { tokenOf, travelTo } from '../../../../testing/factories.ts'
import { usePayments } from '../../../../testing/fixtures/payments.ts'
import { startBeside } from '../../../../testing/harness.ts'
import { runJobs } from '../../jobs.ts'
import { hourMs } from '../../shared/time-range.ts'
import { finishRefund } from './payment.refund-check.ts'

describe('a refund whose provider is not in the settings any more, finished by the operator', () => {
  const { fixture, balance, refund, payOnline } = usePayments('yookassa')

  const statusOf = async (id: string) =>
    (
      await fixture.service.deps.db
        .selectFrom('paymentRefunds')
        .select(['status', 'finishedAt'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).status
  const eventsOf = (paymentId: string) =>
    fixture.service.deps.db
      .selectFrom('auditEvents')
      .select(['action', 'actorId', 'after'])
      .where('entityId', '=', paymentId)
      .where('action', 'in', ['refund_made', 'refund_failed'])
      .execute()
  /** A refund of a payment of 1,000, to which the provider did not respond. */
  const makePendingRefund = async (amount: number) => {
    const paymentId = await payOnline(1_000)
    fixture.provider.faults.failAfter = 1
    const { id, status } = (await refund(paymentId, amount)).body
    expect(status).toBe('pending')
    return { id, paymentId }
  }

  it.each([
    { wasMade: true, status: 'succeeded', left: 0, action: 'refund_made' },
    { wasMade: false, status: 'failed', left: 400, action: 'refund_failed' },
  ])(
    'is $status once, and its money is not lost, also when two operators finish it at once',
    async ({ wasMade, status, left, action }) => {
      const { deps } = fixture.service
      const { id, paymentId } = await makePendingRefund(400)
      fixture.service.clock.advance(26 * hourMs)
      expect(await finishRefund(deps, id, wasMade)).toEqual({ reason: 'recent' })
      fixture.service.clock.advance(1)
      const results = await Promise.all([1, 2].map(() => finishRefund(deps, id, wasMade)))
      expect(results).toEqual(expect.arrayContaining([{ amount: 400, currency: 'RUB' }, { reason: 'ended' }]))
      expect(await statusOf(id)).toBe(status)
      expect(await finishRefund(deps, id, !wasMade)).toEqual({ reason: 'ended' })
      expect(await eventsOf(paymentId)).toEqual([
        { action, actorId: null, after: expect.objectContaining({ refundId: id, refundedAmount: 400 }) },
      ])
      fixture.member.token = await tokenOf(fixture.service, fixture.member.id)
      expect(await balance()).toBe(600 + left)
    },
  )

  it('does not block the deletion of its payer any longer', async () => {
    const { id } = await makePendingRefund(1_000)
    const restarted = await startBeside(fixture.service, { PAYMENTS: 'none' })
    const deletePayer = async () => {
      const { admin, member } = fixture
      return (await restarted.request('DELETE', `users/${member.id}`, { token: admin.token })).status
    }
    await travelTo(restarted, new Date(restarted.clock.now() + 27 * hourMs).toISOString(), fixture.admin)
    await runJobs(restarted.deps)
    expect(await deletePayer()).toBe(409)
    await finishRefund(restarted.deps, id, true)
    expect(await deletePayer()).toBe(204)
    await restarted.stop()
  })

  it('is unknown by another id', async () => {
    expect(await finishRefund(fixture.service.deps, crypto.randomUUID(), true)).toEqual({ reason: 'unknown' })
  })
})
