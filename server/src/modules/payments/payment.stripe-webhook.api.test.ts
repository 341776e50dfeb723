import { expect, it } from 'vitest'
import { usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { reconcile } from './payment.reconcile.ts'

const { fixture, begin, get, balance, providerIdOf, deliverWebhook, payOnline, failNextCall } =
  usePayments('stripe')

const stripe = () => {
  if (fixture.provider.name !== 'stripe') throw new Error('the provider is not Stripe')
  return fixture.provider
}

async function expectCredited(): Promise<void> {
  fixture.service.clock.advance(3_000)
  expect((await deliverWebhook()).status).toBe(200)
  expect(await balance()).toBe(900)
}

it('a paid session that has our id only in its metadata is found by its webhook after a failed call', async () => {
  failNextCall('failAfter')
  expectProblem(await begin(900), 503, 'provider_unavailable')
  const { items } = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
    .body
  const sessionId = providerIdOf(items[0].id)
  stripe().pay(sessionId)
  const metadata = { paymentId: items[0].id }
  stripe().notify('checkout.session.completed', { id: sessionId, client_reference_id: null, metadata })
  await expectCredited()
})

it.each(['payment_intent', 'charge'])(
  'a webhook about the %s of a paid payment, which has our id in its metadata, makes the service ask about the payment',
  async (type) => {
    const { id } = (await begin(900)).body
    stripe().pay(providerIdOf(id))
    stripe().notify(`${type}.succeeded`, { id: `${type}_1`, metadata: { paymentId: id } })
    await expectCredited()
  },
)

it('a webhook about a charge whose payment Stripe has created without a response makes the service request the creation again', async () => {
  failNextCall('failAfter')
  expectProblem(await begin(900), 503, 'provider_unavailable')
  const { items } = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
    .body
  stripe().notify('charge.failed', { id: 'charge_1', metadata: { paymentId: items[0].id } })
  fixture.service.clock.advance(3_000)
  expect((await deliverWebhook()).status).toBe(200)
  expect(await get(items[0].id)).toMatchObject({ status: 'pending', checkoutUrl: expect.any(String) })
})

it.each([undefined, null])(
  'a response of Stripe that has our id only in its metadata is used (client_reference_id: %s)',
  async (client_reference_id) => {
    fixture.provider.faults.reshape = (body) => ({ ...(body as object), client_reference_id })
    const { id } = (await begin(900)).body
    stripe().pay(providerIdOf(id))
    await expectCredited()
  },
)

it.each([
  [-301, 400],
  [-300, 200],
  [300, 200],
  [301, 400],
])('a webhook that was signed %d s from now is answered with %d', async (seconds, status) => {
  stripe().notify('checkout.session.completed', {}, fixture.service.clock.now() + seconds * 1_000)
  expect((await deliverWebhook()).status).toBe(status)
})

it('a dispute that the first check of its payment finds is in the audit trail with the status that the payment then has', async () => {
  const { id } = (await begin(900)).body
  stripe().pay(providerIdOf(id))
  stripe().dispute(providerIdOf(id))
  fixture.service.clock.advance(3_000)
  expect(await get(id)).toMatchObject({ status: 'succeeded', disputed: true })
  const { token } = fixture.admin
  const audit = await fixture.service.request('GET', `audit?entityId=${id}`, { token })
  expect(audit.body.items).toMatchObject([{ action: 'dispute', after: { status: 'succeeded' } }])
})

it('a dispute whose webhook is lost is a difference in `make reconcile`', async () => {
  const id = await payOnline(900)
  stripe().dispute(providerIdOf(id))
  const { findings } = await reconcile(fixture.service.deps)
  expect(findings.filter((finding) => finding.id === id)).toEqual([
    { id, detail: 'payment: disputed at the provider, not here' },
  ])
})
