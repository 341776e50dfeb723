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

  it('is compared with the books of the provider, and differences are named', async () => {
    const { reconcile } = await import('./payment.reconcile.ts')
    const differencesOf = async (...ids: string[]) => {
      const { findings } = await reconcile(fixture.service.deps)
      return findings.filter(({ id }) => ids.includes(id)).map(({ detail }) => detail)
    }
    const id = await payOnline(1_000)
    await refund(id, 400)
    expect(await differencesOf(id)).toEqual([])
    fixture.provider.state.refunds.set('made by hand at the provider', {
      id: 'made by hand at the provider',
      providerPaymentId: providerIdOf(id),
      amount: 100,
      status: 'succeeded',
    })
    expect(await differencesOf(id)).toEqual(['payment: 400 refunded here, 500 at the provider'])
    const other = (await begin(900)).body.id
    fixture.provider.pay(providerIdOf(other), 800)
    expect(await differencesOf(other)).toEqual([
      'payment: pending here, succeeded at the provider',
      'payment: 900 RUB here, 800 RUB at the provider',
    ])
  })

  it('has no difference where it is paid and refunded while the books are compared', async () => {
    const { reconcile } = await import('./payment.reconcile.ts')
    const { paymentProvider } = fixture.service.deps
    if (!paymentProvider) throw new Error('there is no provider')
    const { id } = (await begin(1_000)).body
    fixture.provider.faults.slowRefunds = true
    const refunded = await payOnline(1_000)
    await refund(refunded, 400)
    const [pendingRefund] = [...fixture.provider.state.refunds.values()].filter(
      ({ providerPaymentId }) => providerPaymentId === providerIdOf(refunded),
    )
    const changes = new Map([
      [
        providerIdOf(id),
        async () => {
          fixture.provider.pay(providerIdOf(id))
          fixture.service.clock.advance(3_000)
          await get(id)
          await refund(id, 300)
        },
      ],
      [
        pendingRefund?.id,
        async () => {
          fixture.provider.finishRefund(pendingRefund?.id ?? '', 'succeeded')
          fixture.service.clock.advance(3_000)
          await deliverWebhook()
        },
      ],
    ])
    const change = async (providerId: string) => {
      const first = changes.get(providerId)
      changes.delete(providerId)
      await first?.()
    }
    const { findings } = await reconcile({
      ...fixture.service.deps,
      paymentProvider: {
        ...paymentProvider,
        find: (providerId) => change(providerId).then(() => paymentProvider.find(providerId)),
        findRefund: (providerId) => change(providerId).then(() => paymentProvider.findRefund(providerId)),
      },
    })
    expect(changes.size).toBe(0)
    const ids = [id, refunded, ...(await get(refunded)).refunds.map((row: { id: string }) => row.id)]
    expect(findings.filter((finding) => ids.includes(finding.id))).toEqual([])
  })
})
