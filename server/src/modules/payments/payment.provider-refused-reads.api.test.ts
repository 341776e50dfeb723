import { describe, expect, it } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'

describe.each(providers)('a request for a state that %s refuses with 400', (name) => {
  const { fixture, begin, get, balance, providerIdOf, deliverWebhook, refund, payOnline } = usePayments(name)

  const refuseReads = (count: number) => Object.assign(fixture.provider.faults, { refuseReads: count })
  async function checkLater(): Promise<void> {
    refuseReads(0)
    fixture.service.clock.advance(minuteMs)
    await runJobs(fixture.service.deps)
  }

  it('leaves a payment pending: the payer gets the stored state, and the webhook is requested again', async () => {
    const { id } = (await begin(900)).body
    fixture.provider.pay(providerIdOf(id))
    refuseReads(10)
    fixture.service.clock.advance(3_000)
    const { token } = fixture.member
    const response = await fixture.service.request('GET', `payments/${id}`, { token })
    expect(response).toMatchObject({ status: 200, body: { status: 'pending' } })
    fixture.service.clock.advance(3_000)
    expectProblem(await deliverWebhook(), 503, 'provider_unavailable')
    expect(await balance()).toBe(0)
    await checkLater()
    expect(await get(id)).toMatchObject({ status: 'succeeded' })
    expect(await balance()).toBe(900)
  })

  it('leaves a refund pending if the provider has refused the refund, too, and a job requests the refund again', async () => {
    const id = await payOnline(900)
    Object.assign(fixture.provider.faults, { refuse: 1 })
    refuseReads(10)
    expect(await refund(id, 400)).toMatchObject({ status: 201, body: { status: 'pending' } })
    expect(await balance()).toBe(500)
    await checkLater()
    expect((await get(id)).refunds).toMatchObject([{ amount: 400, status: 'succeeded' }])
    expect(await balance()).toBe(500)
  })

  it('for the list of refunds leaves the result of a refund unknown', async () => {
    refuseReads(1)
    await expect(fixture.service.deps.paymentProvider?.listRefunds('a')).rejects.toMatchObject({
      name: 'ProviderResultUnknown',
    })
  })
})
