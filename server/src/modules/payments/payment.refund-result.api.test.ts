import { describe, expect, it, vi } from 'vitest'
import { tokenOf } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { runJobs } from '../../jobs.ts'
import { hourMs } from '../../shared/time-range.ts'
import { findRefundsOf } from './payment.refund.repository.ts'

describe.each(providers)('a refund by %s whose result stays unknown for more than a day', (name) => {
  const { fixture, get, balance, providerIdOf, deliverWebhook, refund, payOnline, assertBooks } =
    usePayments(name)

  const refundsOf = async (id: string) => {
    // The former access token has expired.
    fixture.member.token = await tokenOf(fixture.service, fixture.member.id)
    return (await get(id)).refunds.map((row: { status: string }) => row.status)
  }
  /** Lets hours pass until the provider does not know the first requests any more, and runs the jobs. */
  const runJobsAfter = async (hours: number) => {
    fixture.service.clock.advance(hours * hourMs)
    fixture.provider.forgetKeys()
    await runJobs(fixture.service.deps)
  }
  const refundByHand = (id: string, amount: number, createdAt = fixture.service.clock.now()) => {
    const created = { id: crypto.randomUUID(), createdAt }
    const row = { ...created, providerPaymentId: providerIdOf(id), amount, status: 'succeeded' as const }
    fixture.provider.state.refunds.set(row.id, row)
  }
  const refundsAtProvider = (id: string) =>
    [...fixture.provider.state.refunds.values()].filter(
      ({ providerPaymentId }) => providerPaymentId === providerIdOf(id),
    )

  const results = [
    ['failAfter', 'succeeded', 600],
    ['failBefore', 'failed', 1_000],
  ] as const

  it.each(results)('has the result that the list of the provider shows (%s)', async (fault, status, left) => {
    const id = await payOnline(1_000)
    fixture.provider.faults[fault] = 1
    await refund(id, 400)
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual([status])
    expect(await balance()).toBe(left)
    await assertBooks()
  })

  it.each(results)(
    'has the result that the list shows, although staff have also refunded another amount at the provider (%s)',
    async (fault, status, left) => {
      const id = await payOnline(1_000)
      fixture.provider.faults[fault] = 1
      await refund(id, 400)
      refundByHand(id, 100)
      await runJobsAfter(27)
      expect(await refundsOf(id)).toEqual([status])
      expect(await balance()).toBe(left)
      await assertBooks()
    },
  )

  it('is left to the operator in the log only after 26 hours, when the tool accepts it', async () => {
    const { log } = fixture.service.deps
    const logged = (method: 'warn' | 'error') =>
      vi.mocked(log[method]).mock.calls.map(([, message]) => message ?? '')
    vi.spyOn(log, 'warn')
    vi.spyOn(log, 'error')
    const id = await payOnline(1_000)
    fixture.provider.faults.failBefore = 1
    await refund(id, 400)
    // A refund that seems to be older than this one makes the provider's list undecided.
    refundByHand(id, 400, fixture.service.clock.now() - hourMs)
    await runJobsAfter(22)
    expect(logged('warn')).toContainEqual(expect.stringContaining('after 26 hours'))
    expect(logged('error')).not.toContainEqual(expect.stringContaining('finish-refund'))
    // A job asks again six hours later.
    await runJobsAfter(6.1)
    expect(logged('error')).toContainEqual(expect.stringContaining('finish-refund'))
    vi.restoreAllMocks()
  })

  it('is ended by staff who make it at the provider: the money left the wallet once', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failBefore = 1
    await refund(id, 400)
    refundByHand(id, 400)
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual(['succeeded'])
    expect(await balance()).toBe(600)
    await assertBooks()
  })

  it('was not made where only an earlier refund by hand has the same amount', async () => {
    const id = await payOnline(1_000)
    refundByHand(id, 400)
    fixture.service.clock.advance(2.6 * hourMs)
    fixture.manager.token = await tokenOf(fixture.service, fixture.manager.id)
    fixture.provider.faults.failBefore = 1
    await refund(id, 400)
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual(['failed'])
    expect(await balance()).toBe(1_000)
    await assertBooks()
  })

  it('was made, and another of the same amount too, although neither had a response', async () => {
    const id = await payOnline(1_000)
    for (const _ of [1, 2]) {
      fixture.provider.faults.failAfter = 1
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      fixture.service.clock.advance(hourMs / 9)
    }
    await runJobsAfter(27)
    await runJobsAfter(7)
    expect(await refundsOf(id)).toEqual(['succeeded', 'succeeded'])
    const rows = await findRefundsOf(fixture.service.deps.db, id)
    expect(rows.map(({ providerId }) => providerId)).toEqual(refundsAtProvider(id).map((row) => row.id))
    expect(await balance()).toBe(200)
    await assertBooks()
  })

  it('stays pending where the provider has not finished it either, until the webhook about its end', async () => {
    const id = await payOnline(1_000)
    Object.assign(fixture.provider.faults, { failAfter: 1, slowRefunds: true })
    await refund(id, 400)
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual(['pending'])
    expect(await balance()).toBe(600)
    fixture.provider.finishRefund(refundsAtProvider(id)[0]?.id ?? '', 'succeeded')
    fixture.service.clock.advance(3_000)
    expect((await deliverWebhook()).status).toBe(200)
    expect(await refundsOf(id)).toEqual(['succeeded'])
    expect(await balance()).toBe(600)
    await assertBooks()
  })

  it('waits for a younger one of the same amount that has no result either; then one of the two was made', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failAfter = 1
    await refund(id, 400)
    fixture.provider.faults.failBefore = Number.POSITIVE_INFINITY
    fixture.service.clock.advance(10 * hourMs)
    fixture.manager.token = await tokenOf(fixture.service, fixture.manager.id)
    expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
    await runJobsAfter(17)
    // Stripe tells by our id which of the two was made.
    expect(await refundsOf(id)).toEqual([name === 'stripe' ? 'succeeded' : 'pending', 'pending'])
    await runJobsAfter(17)
    expect(await refundsOf(id)).toEqual(['succeeded', 'failed'])
    expect(await balance()).toBe(600)
    await assertBooks()
  })

  it('is checked after the other refunds of its payment, whose results may change its own', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failAfter = Number.POSITIVE_INFINITY
    for (const amount of [100, 200, 300]) await refund(id, amount)
    // For each response about this payment whether it is the list of its refunds, for which a check asks second.
    const areRefunds: boolean[] = []
    fixture.provider.faults.reshape = (body) => {
      const isRefunds = JSON.stringify(body).includes(refundsAtProvider(id)[0]?.id ?? '')
      if (isRefunds || JSON.stringify(body).includes(providerIdOf(id))) areRefunds.push(isRefunds)
      return body
    }
    await runJobsAfter(27)
    expect(areRefunds).toEqual([false, true, false, true, false, true])
    expect(await refundsOf(id)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  })

  it('stays pending while the list of the provider lacks a refund', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failAfter = 1
    await refund(id, 400)
    const withoutRows = (body: any) => ({
      ...body,
      ...(body.data && { data: [] }),
      ...(body.items && { items: [] }),
    })
    fixture.provider.faults.reshape = withoutRows
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual(['pending'])
    expect(await balance()).toBe(600)
    fixture.provider.faults.reshape = null
    await runJobsAfter(7)
    expect(await refundsOf(id)).toEqual(['succeeded'])
    expect(await balance()).toBe(600)
    await assertBooks()
  })

  it('stays pending where the refund at the provider seems to be earlier, because the clock was fast and was set back', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failAfter = 1
    await refund(id, 400)
    // Stripe tells by our id that it is ours.
    for (const found of refundsAtProvider(id)) found.createdAt = (found.createdAt ?? 0) - 2 * hourMs
    await runJobsAfter(27)
    expect(await refundsOf(id)).toEqual([name === 'stripe' ? 'succeeded' : 'pending'])
    expect(await balance()).toBe(600)
    await assertBooks()
  })

  it('stays pending where one of two of the same amount seems to be earlier, so that the first is matched with the second', async () => {
    const id = await payOnline(1_000)
    for (const _ of [1, 2]) {
      fixture.manager.token = await tokenOf(fixture.service, fixture.manager.id)
      fixture.provider.faults.failAfter = 1
      await refund(id, 400)
      fixture.service.clock.advance(2.2 * hourMs)
    }
    for (const found of refundsAtProvider(id)) found.createdAt = (found.createdAt ?? 0) - 2 * hourMs
    await runJobsAfter(27)
    await runJobsAfter(7)
    expect(await refundsOf(id)).toEqual(['succeeded', name === 'stripe' ? 'succeeded' : 'pending'])
    expect(await balance()).toBe(200)
    await assertBooks()
  })

  it('is not made twice where the clock was set back by two hours meanwhile', async () => {
    const id = await payOnline(1_000)
    fixture.provider.faults.failAfter = 1
    await refund(id, 400)
    fixture.service.clock.advance(-2 * hourMs)
    await runJobsAfter(24.1)
    expect(refundsAtProvider(id)).toHaveLength(1)
    await runJobsAfter(7)
    expect(await refundsOf(id)).toEqual(['succeeded'])
    await assertBooks()
  })

  it.each([20.9, 17.1])(
    'is requested once more while the provider knows its key, if the service works again after %s hours',
    async (hours) => {
      const id = await payOnline(1_000)
      const { deps, clock } = fixture.service
      fixture.provider.faults.failBefore = Number.POSITIVE_INFINITY
      await refund(id, 400)
      const begun = clock.now()
      const runJobsAt = async (age: number) => {
        clock.advance(begun + age * hourMs - clock.now())
        await runJobs(deps)
      }
      const attempts = hours > 20 ? [0.01, 0.02, 0.1, 0.3, 1, 2, 3, 5, 8, 12, 18, 20.5] : [17.1]
      for (const age of attempts) await runJobsAt(age)
      fixture.provider.faults.failBefore = 0
      await runJobsAt(21.1)
      expect(await refundsOf(id)).toEqual(['succeeded'])
      await assertBooks()
    },
  )
})
