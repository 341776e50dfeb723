import { randomUUID } from 'node:crypto'
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
    expectOnePayment,
    deliverWebhook,
    failNextCall,
    assertBooks,
  } = usePayments(name)

  it('gets a checkout of the provider, and is in the wallet after the payment, although no webhook comes', async () => {
    const response = await begin(50_000, {}, { returnPath: '/wallet?paid=1' })
    expect(response.status).toBe(201)
    expect(response.body).toMatchObject({
      userId: fixture.member.id,
      amount: 50_000,
      currency: 'RUB',
      status: 'pending',
      provider: name,
      checkoutUrl: expect.stringContaining(fixture.provider.url),
      refunds: [],
      refundedAmount: 0,
      disputed: false,
      finishedAt: null,
    })
    const { id } = response.body
    expect(fixture.provider.state.payments.get(providerIdOf(id))?.returnUrl).toBe(
      `${fixture.service.deps.config.PUBLIC_URL}/wallet?paid=1`,
    )
    fixture.provider.pay(providerIdOf(id))
    // The provider was asked about it less than two seconds ago.
    expect(await get(id)).toMatchObject({ status: 'pending' })
    fixture.service.clock.advance(2_000)
    expect(await get(id)).toMatchObject({ status: 'succeeded', checkoutUrl: null })
    expect(await entries()).toMatchObject([{ amount: 50_000, kind: 'top_up', channel: name, paymentId: id }])
    const receipts = await fixture.service.receiptsTo(fixture.member.email)
    expect(receipts).toHaveLength(1)
    expect(receipts[0]?.text).toMatch(/Top-up of the balance: ₽500\b/)
    expect(receipts[0]?.text).toMatch(
      /Paid: online, through (YooKassa|Stripe)\nWhen: 1 December 2026 .*Europe\/Moscow/,
    )
    expect(receipts[0]?.text).toContain(`Paid by: ${fixture.member.email}`)
    await assertBooks()
  })

  it('is checked by a job within half a minute, and only once by two simultaneous runs of the job', async () => {
    const { id } = (await begin(700)).body
    fixture.provider.pay(providerIdOf(id))
    fixture.service.clock.advance(30_000)
    await Promise.all([runJobs(fixture.service.deps), runJobs(fixture.service.deps), get(id)])
    expect(await balance()).toBe(700)
    await assertBooks()
  })

  it.each(['its payer reads it', 'a job runs'])(
    'that was begun before the clock was set back is checked when %s',
    async (event) => {
      const { clock, deps } = fixture.service
      const { id } = (await begin(700)).body
      fixture.provider.pay(providerIdOf(id))
      clock.advance(-hourMs)
      if (event === 'a job runs') await runJobs(deps)
      else expect(await get(id)).toMatchObject({ status: 'succeeded' })
      expect(await balance()).toBe(700)
      clock.advance(hourMs)
    },
  )

  it('is checked, and its receipt is sent, by one call of `runJobs`', async () => {
    const { id } = (await begin(700)).body
    fixture.provider.pay(providerIdOf(id))
    fixture.service.clock.advance(30_000)
    const { db } = fixture.service.deps
    await runJobs(fixture.service.deps)
    const receipts = db.selectFrom('outgoingMails').select('state').where('subjectId', '=', id)
    expect(await receipts.execute()).toEqual([{ state: 'sent' }])
  })

  it('has one effect, although its webhook comes three times at once, and late', async () => {
    const { id } = (await begin(900)).body
    fixture.provider.pay(providerIdOf(id))
    fixture.service.clock.advance(3_000)
    const [webhook] = fixture.provider.sent
    const responses = await Promise.all([1, 2, 3].map(() => deliverWebhook(webhook)))
    for (const { status } of responses) expect(status).toBe(200)
    expect(await balance()).toBe(900)
    fixture.service.clock.advance(4 * minuteMs)
    expect((await deliverWebhook(webhook)).status).toBe(200)
    expect(await balance()).toBe(900)
    await assertBooks()
  })

  it.each([
    ['declined', 'failed'],
    ['expired', 'expired'],
  ] as const)('that is %s at the provider becomes `%s`, and credits nothing', async (outcome, status) => {
    const { id } = (await begin(900)).body
    fixture.provider.finish(providerIdOf(id), outcome)
    fixture.service.clock.advance(3_000)
    await deliverWebhook()
    expect(await get(id)).toMatchObject({ status, checkoutUrl: null, finishedAt: expect.any(String) })
    expect(await balance()).toBe(0)
  })

  it('with another amount than requested is credited to no wallet, and the administrators get a mail', async () => {
    const { id } = (await begin(900)).body
    fixture.provider.pay(providerIdOf(id), 800)
    fixture.service.clock.advance(3_000)
    expect(await get(id)).toMatchObject({
      status: 'failed',
      amount: 900,
      receivedAmount: 800,
      receivedCurrency: 'RUB',
    })
    expect(await balance()).toBe(0)
    const mail = (await fixture.service.mailsTo(fixture.admin.email)).at(-1)
    expect(mail?.text).toContain(id)
    await assertBooks()
  })

  it('is not changed by a webhook that is forged, altered or about an unknown payment', async () => {
    const { id } = (await begin(900)).body
    // Its fields are those of both providers: `object` of YooKassa, `data` of Stripe.
    const forged = JSON.stringify({
      type: name === 'stripe' ? 'checkout.session.completed' : 'notification',
      event: 'payment.succeeded',
      object: {
        id: providerIdOf(id),
        status: 'succeeded',
        paid: true,
        amount: { value: '9000.00', currency: 'RUB' },
        metadata: { paymentId: id },
      },
      data: {
        object: {
          id: providerIdOf(id),
          status: 'complete',
          payment_status: 'paid',
          client_reference_id: id,
        },
      },
    })
    const json = { 'content-type': 'application/json' }
    fixture.service.clock.advance(3_000)
    const responses = await Promise.all(
      [forged, '{}', 'null', '[]', '"x"', '{"event":1,"object":null}'].map((body) =>
        deliverWebhook({ body, headers: { ...json, 'stripe-signature': 't=1,v1=00' } }),
      ),
    )
    for (const { status } of responses) expect(status).toBe(name === 'stripe' ? 400 : 200)
    expect((await deliverWebhook({ body: 'no json', headers: json })).status).toBe(400)
    expectProblem(
      await deliverWebhook({ body: 'x'.repeat(100_000), headers: json }),
      413,
      'payload_too_large',
    )
    const other = name === 'stripe' ? 'yookassa' : 'stripe'
    expectProblem(await deliverWebhook({ body: '{}', headers: json }, other), 404, 'not_found')
    expect(await get(id)).toMatchObject({ status: 'pending' })
    expect(await balance()).toBe(0)
    const payment = expectOnePayment(id)
    if (!payment) throw new Error('the provider has no payment')
    const unknown = { ...payment, id: payment.id.replace(/.{8}$/, '00000000'), paymentId: randomUUID() }
    fixture.provider.state.payments.set(unknown.id, unknown)
    fixture.provider.pay(unknown.id)
    expect((await deliverWebhook()).status).toBe(200)
    expect(await get(id)).toMatchObject({ status: 'pending' })
    expect(await balance()).toBe(0)
    fixture.provider.sent.length = 0
    if (name !== 'stripe') return
    fixture.provider.pay(providerIdOf(id))
    const [sent] = fixture.provider.sent
    if (!sent) throw new Error('nothing was sent')
    expectProblem(
      await deliverWebhook({ ...sent, body: sent.body.replace('"paid"', '"unpaid"') }),
      400,
      'validation_failed',
    )
    fixture.service.clock.advance(6 * minuteMs)
    expectProblem(await deliverWebhook(sent), 400, 'validation_failed')
  })

  it('is begun once with one key, and continues where the first call failed', async () => {
    const headers = { 'idempotency-key': 'one' }
    fixture.provider.faults.failAfter = 1
    expectProblem(await begin(900, { headers }), 503, 'provider_unavailable')
    fixture.provider.faults.failAfter = 1
    const refused = await begin(900, { headers })
    expectProblem(refused, 503, 'provider_unavailable')
    expect(refused.body.detail).toMatch(/Nothing was charged/)
    const second = await begin(900, { headers })
    expect(second.status).toBe(201)
    for (const { headers } of [refused, second]) expect(headers).not.toHaveProperty('idempotency-replayed')
    const third = await begin(900, { headers })
    expect([third.body, third.headers['idempotency-replayed']]).toEqual([second.body, 'true'])
    expectOnePayment(second.body.id)
    const response = await fixture.service.request('GET', 'me/payments', { token: fixture.member.token })
    expect(response.body.items).toEqual([second.body])
    expectProblem(await begin(901, { headers }), 422, 'idempotency_key_reused')
  })

  it.each(['failAfter', 'failBefore', 'cut'] as const)(
    'is found by a webhook or a job after a failed call of the provider (%s)',
    async (fault) => {
      failNextCall(fault)
      expectProblem(await begin(900), 503, 'provider_unavailable')
      const { items } = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
        .body
      expect(items).toMatchObject([{ status: 'pending', checkoutUrl: null }])
      if (fault !== 'failBefore') {
        fixture.provider.pay(providerIdOf(items[0].id))
        fixture.service.clock.advance(3_000)
        expect((await deliverWebhook()).status).toBe(200)
        expect(await balance()).toBe(900)
        return
      }
      fixture.service.clock.advance(30_000)
      await runJobs(fixture.service.deps)
      expect(await get(items[0].id)).toMatchObject({ status: 'pending', checkoutUrl: expect.any(String) })
      expectOnePayment(items[0].id)
    },
  )

  it('keeps its payer from being deleted until it is finished', async () => {
    const { id } = (await begin(900)).body
    const refused = await fixture.service.request('DELETE', `users/${fixture.member.id}`, {
      token: fixture.admin.token,
    })
    expectProblem(refused, 409, 'balance_not_settled')
    expect(refused.body.pendingPaymentIds).toEqual([id])
    fixture.provider.finish(providerIdOf(id), 'expired')
    fixture.service.clock.advance(3_000)
    await get(id)
    expect(
      (await fixture.service.request('DELETE', `users/${fixture.member.id}`, { token: fixture.admin.token }))
        .status,
    ).toBe(204)
  })
})
