import { describe, expect, it, vi } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { startBeside } from '../../../../testing/harness.ts'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'
import { ProviderResultUnknown } from './payment.provider.ts'

// The fake providers refuse a key that comes again with other parameters, as the real ones do. A payment or refund whose creation had no
// response can then only be finished by a repetition that is equal in everything.
describe.each(providers)('a request that is repeated at %s', (name) => {
  const formerUrl = 'https://former.example'
  const receipts = name === 'yookassa' ? { YOOKASSA_VAT_CODE: '6', YOOKASSA_TAX_SYSTEM: '2' } : {}
  const payments = usePayments(name, { PUBLIC_URL: formerUrl, ...receipts })
  const { fixture, begin, get, balance, providerIdOf, expectOnePayment, refund, payOnline } = payments
  const { failNextCall, assertBooks } = payments

  /** Runs the jobs of the service after a restart with these settings: each unfinished payment and refund is checked twice. */
  async function checkAfterRestart(env: Record<string, string>): Promise<void> {
    const restarted = await startBeside(fixture.service, { ...fixture.provider.env, ...env })
    for (let round = 0; round < 2; round++) {
      fixture.service.clock.advance(minuteMs)
      await runJobs(restarted.deps)
    }
    await restarted.stop()
  }

  async function beginWithoutResponse(more: object = {}): Promise<string> {
    failNextCall('cut')
    expectProblem(await begin(900, {}, more), 503, 'provider_unavailable')
    const { items } = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
      .body
    expect(items).toMatchObject([{ status: 'pending', checkoutUrl: null }])
    return items[0].id
  }

  it.each([
    ['another PUBLIC_URL', { PUBLIC_URL: 'https://new.example', ...receipts }],
    ['no PUBLIC_URL and another PORT', { PORT: '9876', ...receipts }],
    ['other codes in its receipts', { PUBLIC_URL: formerUrl, YOOKASSA_VAT_CODE: '1' }],
    ['no receipts', { PUBLIC_URL: formerUrl }],
  ] as const)(
    'finishes a payment whose creation had no response, although the service was started again with %s, and the payer has chosen another language',
    async (_, env) => {
      const id = await beginWithoutResponse({ returnPath: '/wallet?paid=1' })
      fixture.provider.pay(providerIdOf(id))
      await fixture.service.deps.pool.query(`UPDATE users SET locale = 'ru'`)
      await checkAfterRestart(env)
      expect(await get(id)).toMatchObject({ status: 'succeeded' })
      expect(await balance()).toBe(900)
      expect(expectOnePayment(id)?.returnUrl).toBe(`${formerUrl}/wallet?paid=1`)
      await assertBooks()
    },
  )

  it.each([{ PAYMENTS: 'none' }, { PAYMENT_MAX: '800' }])(
    'is replayed under its key after a change of the settings: %j',
    async (env) => {
      const headers = { 'idempotency-key': 'before-the-change' }
      const { body } = await begin(900, { headers })
      const restarted = await startBeside(fixture.service, { ...fixture.provider.env, ...env })
      const request = { token: fixture.member.token, body: { amount: 900 }, headers }
      expect(await restarted.request('POST', 'payments', request)).toMatchObject({ status: 201, body })
      await restarted.stop()
    },
  )

  it('is refused where another provider takes payments meanwhile, and begins a payment there when it is repeated again', async () => {
    const headers = { 'idempotency-key': 'before-and-after' }
    failNextCall('cut')
    expectProblem(await begin(900, { headers }), 503, 'provider_unavailable')
    const other =
      name === 'stripe' ? await startYooKassa() : await startStripe(() => fixture.service.clock.now())
    const restarted = await startBeside(fixture.service, other.env)
    const repeat = () =>
      restarted.request('POST', 'payments', { token: fixture.member.token, body: { amount: 900 }, headers })
    expectProblem(await repeat(), 422, 'payments_unavailable')
    expect(await repeat()).toMatchObject({ status: 201, body: { status: 'pending' } })
    expect(other.state.payments.size).toBe(1)
    await restarted.stop()
    await other.stop()
  })

  it('is refused where its payment has expired, and begins another payment when it is repeated again', async () => {
    const headers = { 'idempotency-key': 'after-lunch' }
    failNextCall('cut')
    expectProblem(await begin(900, { headers }), 503, 'provider_unavailable')
    const { items } = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
      .body
    const { id } = items[0]
    await fixture.service.deps.pool.query(
      `UPDATE payments SET status = 'expired', finished_at = $2 WHERE id = $1`,
      [id, new Date(fixture.service.clock.now())],
    )
    expectProblem(await begin(900, { headers }), 422, 'payments_unavailable')
    const another = await begin(900, { headers })
    expect(another).toMatchObject({
      status: 201,
      body: { status: 'pending', checkoutUrl: expect.any(String) },
    })
    expect(another.body.id).not.toBe(id)
  })

  it('finishes a payment without `returnPath`, which was begun by a version that stored neither address nor tax codes', async () => {
    const id = await beginWithoutResponse()
    await fixture.service.deps.pool.query(
      'UPDATE payments SET return_url = NULL, receipt_vat_code = NULL, receipt_tax_system = NULL WHERE id = $1',
      [id],
    )
    fixture.provider.pay(providerIdOf(id))
    await checkAfterRestart({ PUBLIC_URL: formerUrl, ...receipts })
    expect(await get(id)).toMatchObject({ status: 'succeeded' })
    expect(expectOnePayment(id)?.returnUrl).toBe(`${formerUrl}/wallet`)
  })

  describe('for a refund', () => {
    const refundsOf = (id: string) =>
      [...fixture.provider.state.refunds.values()].filter(
        ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
      )

    async function refundWithoutResponse(id: string): Promise<void> {
      failNextCall('cut')
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
    }

    async function expectRefundedOnce(id: string): Promise<void> {
      expect(await get(id)).toMatchObject({ refundedAmount: 400, refunds: [{ status: 'succeeded' }] })
      expect(refundsOf(id)).toHaveLength(1)
      expect(await balance()).toBe(500)
      await assertBooks()
    }

    it.each([
      ['other codes in its receipts', { YOOKASSA_VAT_CODE: '1' }],
      ['no receipts', {}],
    ] as const)('finishes it, although the service was started again with %s', async (_, env) => {
      const id = await payOnline(900)
      await refundWithoutResponse(id)
      await checkAfterRestart(env)
      await expectRefundedOnce(id)
    })

    it('finishes it without a receipt, although the service was started again with receipts', async () => {
      const id = await payOnline(900)
      const { paymentProvider } = fixture.service.deps
      if (!paymentProvider) throw new Error('there is no provider')
      const { fiscalReceiptCodes } = paymentProvider
      paymentProvider.fiscalReceiptCodes = null
      await refundWithoutResponse(id)
      paymentProvider.fiscalReceiptCodes = fiscalReceiptCodes
      await checkAfterRestart(receipts)
      await expectRefundedOnce(id)
      expect(refundsOf(id)[0]?.receipt).toBeUndefined()
    })

    it('leaves it pending with the keys of another account, which does not know the payment, and finishes it with the former keys', async () => {
      const id = await payOnline(900)
      await refundWithoutResponse(id)
      const other =
        name === 'stripe' ? await startStripe(() => fixture.service.clock.now()) : await startYooKassa()
      await checkAfterRestart(other.env)
      await other.stop()
      expect(await get(id)).toMatchObject({ refunds: [{ status: 'pending' }] })
      expect(await balance()).toBe(500)
      await checkAfterRestart(receipts)
      await expectRefundedOnce(id)
    })

    it('gets the final response, also where the first request had stored `pending` before a second one found the result', async () => {
      const id = await payOnline(900)
      const { paymentProvider } = fixture.service.deps
      if (!paymentProvider) throw new Error('there is no provider')
      const makeRefund = paymentProvider.refund
      const [secondCalls, firstEnds] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      let calls = 0
      paymentProvider.refund = async (order) => {
        calls++
        if (calls === 1) {
          await secondCalls.promise
          throw new ProviderResultUnknown('no response')
        }
        secondCalls.resolve()
        await firstEnds.promise
        return makeRefund(order)
      }
      const headers = { 'idempotency-key': 'twice-at-once' }
      const second = vi.waitUntil(() => calls === 1).then(() => refund(id, 400, { headers }))
      expect((await refund(id, 400, { headers })).body).toMatchObject({ status: 'pending' })
      firstEnds.resolve()
      expect((await second).body).toMatchObject({ status: 'succeeded' })
      paymentProvider.refund = makeRefund
      const replay = await refund(id, 400, { headers })
      expect(replay.headers['idempotency-replayed']).toBe('true')
      expect(replay.body).toEqual((await second).body)
      await expectRefundedOnce(id)
    })

    it('finishes it, although it was begun by a release that did not store the receipt with the refund', async () => {
      const id = await payOnline(900)
      await refundWithoutResponse(id)
      await fixture.service.deps.pool.query(
        `UPDATE payment_refunds SET has_receipt = NULL, receipt_contact = NULL, receipt_vat_code = NULL, receipt_tax_system = NULL
          WHERE payment_id = $1`,
        [id],
      )
      await checkAfterRestart(receipts)
      await expectRefundedOnce(id)
    })
  })

  it('with other parameters says nothing about the result, so the payment or refund stays pending', async () => {
    const { paymentProvider: provider } = fixture.service.deps
    const payment = await fixture.service.deps.db
      .selectFrom('payments')
      .selectAll()
      .where('id', '=', await payOnline(900))
      .executeTakeFirstOrThrow()
    const { id, amount, currency } = payment
    const order = { id, amount, currency, description: 'Another', returnUrl: formerUrl, receipt: null }
    await expect(provider?.create({ ...order, createdAt: 0 })).rejects.toBeInstanceOf(ProviderResultUnknown)
    const refund = { id: crypto.randomUUID(), captureId: payment.captureId ?? '', currency, receipt: null }
    expect(await provider?.refund({ ...refund, amount: 100 })).toMatchObject({ status: 'succeeded' })
    await expect(provider?.refund({ ...refund, amount: 200 })).rejects.toBeInstanceOf(ProviderResultUnknown)
  })
})
