import { describe, expect, it } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'

const amountFields = ['amount', 'amount_total']
/** The body with these fields changed by `to`, or removed where `to` returns undefined. */
const change = (body: unknown, fields: string[], to: (value: unknown) => unknown) =>
  Object.fromEntries(
    Object.entries(body as object).flatMap(([name, value]) => {
      const changed = fields.includes(name) ? to(value) : value
      return changed === undefined ? [] : [[name, changed]]
    }),
  )

const shapes: [string, (body: unknown) => unknown][] = [
  ['without an amount', (body) => change(body, amountFields, () => undefined)],
  ['with null for an amount', (body) => change(body, amountFields, () => null)],
  ['with another type of amount', (body) => change(body, amountFields, () => [{ value: 1 }])],
  ['with an amount above the largest', (body) => change(body, amountFields, () => 1e15)],
  ['without a status', (body) => change(body, ['status'], () => undefined)],
  ['with an unknown status', (body) => change(body, ['status'], () => 'surprising')],
  ['with a number as its id', (body) => change(body, ['id'], () => 17)],
  ['with an id that no database stores', (body) => change(body, ['id'], () => 'a\u0000b')],
  ['that is empty', () => ({})],
  ['that is null', () => null],
  ['that is a list', () => []],
  ['that is a text', () => 'accepted'],
]

describe.each(providers)('a successful response of %s', (name) => {
  const payments = usePayments(name)
  const { fixture, begin, get, balance, providerIdOf, expectOnePayment } = payments
  const { deliverWebhook, refund, payOnline } = payments

  const setShape = (reshape: ((body: unknown) => unknown) | null) =>
    Object.assign(fixture.provider.faults, { reshape })
  async function checkLater(): Promise<void> {
    setShape(null)
    fixture.service.clock.advance(minuteMs)
    await runJobs(fixture.service.deps)
  }
  const pendingPayment = async () =>
    (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token })).body.items[0]
  const statusOfRefund = async (id: string) => (await get(id)).refunds[0].status

  describe.each(shapes)('%s', (_, shape) => {
    it('to the creation of a payment leaves the payment pending, and it is created later', async () => {
      setShape(shape)
      expectProblem(await begin(900), 503, 'provider_unavailable')
      const { id } = await pendingPayment()
      expect(await get(id)).toMatchObject({ status: 'pending', checkoutUrl: null })
      await checkLater()
      expect(await get(id)).toMatchObject({ status: 'pending', checkoutUrl: expect.any(String) })
      expectOnePayment(id)
    })

    it('to a request for the state of a payment leaves the payment pending, and the state is requested again', async () => {
      const { id } = (await begin(900)).body
      fixture.provider.pay(providerIdOf(id))
      setShape(shape)
      fixture.service.clock.advance(3_000)
      expect(await get(id)).toMatchObject({ status: 'pending' })
      fixture.service.clock.advance(3_000)
      expectProblem(await deliverWebhook(), 503, 'provider_unavailable')
      fixture.service.clock.advance(minuteMs)
      await runJobs(fixture.service.deps)
      expect(await balance()).toBe(0)
      await checkLater()
      expect(await get(id)).toMatchObject({ status: 'succeeded', receivedAmount: null })
      expect(await balance()).toBe(900)
    })

    it('to a refund leaves the refund pending, and it is made once', async () => {
      const id = await payOnline(900)
      setShape(shape)
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      await checkLater()
      expect(await statusOfRefund(id)).toBe('succeeded')
      const created = [...fixture.provider.state.refunds.values()]
      expect(created.filter(({ providerPaymentId }) => providerPaymentId === providerIdOf(id))).toHaveLength(
        1,
      )
    })

    it('to a request for the state of a refund leaves the refund pending, and the state is requested again', async () => {
      const id = await payOnline(900)
      fixture.provider.faults.slowRefunds = true
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      fixture.provider.finishRefund([...fixture.provider.state.refunds.keys()].at(-1) ?? '', 'succeeded')
      setShape(shape)
      fixture.service.clock.advance(3_000)
      expectProblem(await deliverWebhook(), 503, 'provider_unavailable')
      expect(await statusOfRefund(id)).toBe('pending')
      await checkLater()
      expect(await statusOfRefund(id)).toBe('succeeded')
    })
  })

  it('without the address of the checkout is refused, and the address is requested again later', async () => {
    setShape((body) => change(body, ['url', 'confirmation'], () => undefined))
    expectProblem(await begin(900), 503, 'provider_unavailable')
    const { id } = await pendingPayment()
    await checkLater()
    expect(await get(id)).toMatchObject({ status: 'pending', checkoutUrl: expect.any(String) })
  })
})

describe('a webhook of YooKassa', () => {
  const { fixture, begin, providerIdOf, deliverWebhook } = usePayments('yookassa')

  it.each([
    ['payment', { id: 'a\u0000b' }],
    ['payment', { id: '\ud800' }],
    ['payment', { id: 'a'.repeat(10_000) }],
    ['payment', { id: 'a', metadata: { paymentId: '\u0000' } }],
    ['payment', { id: 'a', metadata: null }],
    ['payment', { id: {} }],
    ['payment', null],
    ['refund', { id: 'a\u0000b' }],
    ['refund', []],
  ])(
    'about a %s whose object cannot be one of ours (%j) is accepted and has no effect',
    async (kind, object) => {
      const body = JSON.stringify({ type: 'notification', event: `${kind}.succeeded`, object })
      const headers = { 'content-type': 'application/json' }
      const { id } = (await begin(900)).body
      fixture.provider.pay(providerIdOf(id))
      fixture.service.clock.advance(3_000)
      const { size } = fixture.provider.state.payments
      expect(await deliverWebhook({ body, headers })).toMatchObject({ status: 200 })
      expect(fixture.provider.state.payments.size).toBe(size)
      // A request of the service about this payment would have found that it is paid.
      const { db } = fixture.service.deps
      const row = db.selectFrom('payments').select('status').where('id', '=', id)
      expect(await row.executeTakeFirst()).toEqual({ status: 'pending' })
    },
  )
})
