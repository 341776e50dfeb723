import { describe, expect, it } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'

describe.each(providers)('a payment by %s', (name) => {
  const {
    fixture,
    begin,
    get,
    balance,
    entries,
    providerIdOf,
    deliverWebhook,
    refund,
    payOnline,
    failNextCall,
    assertBooks,
  } = usePayments(name)

  describe('a refund', () => {
    it('is sent to the card in parts, once with one key, and never exceeds the payment', async () => {
      const id = await payOnline(1_000)
      const headers = { 'idempotency-key': 'back' }
      const first = await refund(id, 400, { headers }, 'Ill')
      expect(first.status).toBe(201)
      expect(first.body).toMatchObject({ amount: 400, status: 'succeeded', reason: 'Ill' })
      expect((await refund(id, 400, { headers }, 'Ill')).body).toEqual(first.body)
      expectProblem(await refund(id, 601), 422, 'refund_too_large')
      const responses = await Promise.all([1, 2, 3].map(() => refund(id, 300)))
      expect(responses.map(({ status }) => status).sort()).toEqual([201, 201, 422])
      expect(await balance()).toBe(0)
      expect(await get(id)).toMatchObject({ refundedAmount: 1_000, status: 'succeeded' })
      expect((await entries())[0]).toMatchObject({
        kind: 'payout',
        amount: -300,
        channel: name,
        paymentId: id,
      })
      await assertBooks()
    })

    it('gives all requests with one key one response, also a request that comes while the first waits for the provider', async () => {
      const id = await payOnline(1_000)
      const headers = { 'idempotency-key': 'at-once' }
      fixture.provider.faults.slow = 1
      const responses = await Promise.all([1, 2].map(() => refund(id, 400, { headers })))
      responses.push(await refund(id, 400, { headers }))
      const [first] = responses
      expect(first).toMatchObject({ status: 201, body: { amount: 400, status: 'succeeded' } })
      for (const { status, body } of responses) expect([status, body]).toEqual([201, first?.body])
      expect(await balance()).toBe(600)
      expect(await get(id)).toMatchObject({ refundedAmount: 400 })
      await assertBooks()
    })

    it('is at most the balance of the wallet, and staff cannot refund themselves', async () => {
      const id = await payOnline(1_000)
      const body = { kind: 'payout', amount: -700 }
      await fixture.service.request('POST', `users/${fixture.member.id}/wallet/entries`, {
        token: fixture.admin.token,
        body,
      })
      expectProblem(await refund(id, 301), 402, 'insufficient_funds')
      expectProblem(await refund(id, 1, { by: fixture.member }), 403, 'forbidden')
      const ofManager = (await begin(900, { by: fixture.manager })).body
      expectProblem(await refund(ofManager.id, 1), 403, 'forbidden')
      await assertBooks()
    })

    it('that the provider refuses is credited to the wallet again', async () => {
      const id = await payOnline(1_000)
      fixture.provider.faults.refuseRefunds = true
      expect((await refund(id, 400)).body).toMatchObject({ status: 'failed' })
      expect(await balance()).toBe(1_000)
      expect((await entries())[0]).toMatchObject({ kind: 'payout', amount: 400 })
      expect(await get(id)).toMatchObject({ refundedAmount: 0 })
      await assertBooks()
    })

    it.each(['failAfter', 'failBefore', 'cut'] as const)(
      'is made once, although a call fails (%s)',
      async (fault) => {
        const id = await payOnline(1_000)
        failNextCall(fault)
        expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
        expect(await balance()).toBe(600)
        fixture.service.clock.advance(30_000)
        await runJobs(fixture.service.deps)
        expect(await get(id)).toMatchObject({ refundedAmount: 400 })
        const made = [...fixture.provider.state.refunds.values()].filter(
          ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
        )
        expect(made.map(({ amount }) => amount)).toEqual([400])
        await assertBooks()
      },
    )

    it.each([
      ['succeeded', 600],
      ['failed', 1_000],
    ] as const)('that stays pending for some time ends as %s', async (status, left) => {
      const id = await payOnline(1_000)
      fixture.provider.faults.slowRefunds = true
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      const [made] = [...fixture.provider.state.refunds.values()].filter(
        ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
      )
      fixture.provider.finishRefund(made?.id ?? '', status)
      fixture.service.clock.advance(3_000)
      await Promise.all([deliverWebhook(), deliverWebhook()])
      expect((await get(id)).refunds).toMatchObject([{ status }])
      expect(await balance()).toBe(left)
      // Staff were told that the refund was pending. What a response has said needs no mail.
      const mails = (await fixture.service.mailsTo(fixture.admin.email)).filter(({ text }) =>
        text.includes(id),
      )
      expect(mails).toHaveLength(status === 'failed' ? 1 : 0)
      await assertBooks()
    })

    it('whose request had no response is finished by the webhook about it, where the provider stores our id', async () => {
      const id = await payOnline(1_000)
      fixture.provider.faults.slowRefunds = true
      failNextCall('cut')
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      const [made] = [...fixture.provider.state.refunds.values()].filter(
        ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
      )
      fixture.provider.finishRefund(made?.id ?? '', 'succeeded')
      fixture.service.clock.advance(3_000)
      expect((await deliverWebhook()).status).toBe(200)
      expect((await get(id)).refunds).toMatchObject([{ status: name === 'stripe' ? 'succeeded' : 'pending' }])
      // A provider answers a repeated request with its first response, so the second check finds that the refund has succeeded.
      for (const _ of [1, 2]) {
        fixture.service.clock.advance(minuteMs)
        await runJobs(fixture.service.deps)
      }
      expect((await get(id)).refunds).toMatchObject([{ status: 'succeeded' }])
      expect(await balance()).toBe(600)
      await assertBooks()
    })

    it('is not changed by a response about another refund', async () => {
      const id = await payOnline(1_000)
      fixture.provider.faults.slowRefunds = true
      await refund(id, 400)
      fixture.provider.faults.reshape = (body: any) => ({ ...body, id: 'another', status: 'succeeded' })
      fixture.service.clock.advance(30_000)
      await runJobs(fixture.service.deps)
      fixture.provider.faults.reshape = null
      expect((await get(id)).refunds).toMatchObject([{ status: 'pending' }])
      await assertBooks()
    })

    it('is not requested again after a day, when the provider has forgotten its key', async () => {
      const id = await payOnline(1_000)
      fixture.provider.faults.failAfter = 1
      await refund(id, 400)
      fixture.service.clock.advance(25 * hourMs)
      fixture.provider.forgetKeys()
      await runJobs(fixture.service.deps)
      const made = [...fixture.provider.state.refunds.values()].filter(
        ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
      )
      expect(made).toHaveLength(1)
      const { db } = fixture.service.deps
      const refunds = db.selectFrom('paymentRefunds').select(['amount', 'status']).where('paymentId', '=', id)
      expect(await refunds.execute()).toEqual([{ amount: 400, status: 'pending' }])
      await assertBooks()
    })
  })
})
