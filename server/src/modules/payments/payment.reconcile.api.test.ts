import { describe, expect, it } from 'vitest'
import { tokenOf } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs, minuteMs, toInstant } from '../../shared/time-range.ts'
import { firstCheckMs } from './payment.check.ts'
import { type PaymentProvider, ProviderResultUnknown } from './payment.provider.ts'
import { type Difference, reconcile } from './payment.reconcile.ts'

const byDetail = (a: Difference, b: Difference) => a.detail.localeCompare(b.detail)

describe.each(providers)('a payment by %s', (name) => {
  const { fixture, begin, get, providerIdOf, deliverWebhook, refund, payOnline } = usePayments(name)

  it('is compared with the books of the provider, and differences are named', async () => {
    const differencesOf = async (...ids: string[]) => {
      const { findings } = await reconcile(fixture.service.deps)
      return findings.filter(({ id }) => ids.includes(id)).map(({ detail }) => detail)
    }
    const id = await payOnline(1_000)
    await refund(id, 400)
    expect(await differencesOf(id)).toEqual([])
    const { paymentProvider } = fixture.service.deps
    if (!paymentProvider) throw new Error('there is no provider')
    const find = async (providerId: string) => {
      const found = await paymentProvider.find(providerId)
      return found && { ...found, currency: 'USD' }
    }
    const inUsd = await reconcile({ ...fixture.service.deps, paymentProvider: { ...paymentProvider, find } })
    expect(inUsd.findings).toContainEqual({ id, detail: 'payment: ₽10 RUB here, $10 USD at the provider' })
    fixture.provider.state.refunds.set('made by hand at the provider', {
      id: 'made by hand at the provider',
      providerPaymentId: providerIdOf(id),
      amount: 100,
      status: 'succeeded',
    })
    expect(await differencesOf(id)).toEqual(['payment: ₽4 refunded here, ₽5 at the provider'])
    const other = (await begin(900)).body.id
    const asksAgainAt = toInstant(fixture.service.clock.now() + firstCheckMs)
    fixture.provider.pay(providerIdOf(other), 800)
    expect(await differencesOf(other)).toEqual([
      `payment: pending here, succeeded at the provider; the service asks again at ${asksAgainAt}`,
      'payment: ₽9 here, ₽8 at the provider',
    ])
    fixture.service.clock.advance(minuteMs)
    await runJobs(fixture.service.deps)
    expect(await differencesOf(other)).toEqual(['payment: requested ₽9, received ₽8; nothing was credited'])
  })

  it('that is older than the days is not compared, unless it has a newer refund or is not finished', async () => {
    const ids = [await payOnline(1_000), await payOnline(1_000), (await begin(1_000)).body.id] as const
    fixture.service.clock.advance(31 * dayMs)
    // The former access token has expired.
    fixture.manager.token = await tokenOf(fixture.service, fixture.manager.id)
    expect((await refund(ids[1], 400)).status).toBe(201)
    for (const id of ids) fixture.provider.state.payments.delete(providerIdOf(id))
    const named = async (days?: number) => {
      const { findings } = await reconcile(fixture.service.deps, days)
      return ids.filter((each) => findings.some(({ id }) => id === each))
    }
    expect(await named()).toEqual([ids[1], ids[2]])
    expect(await named(32)).toEqual(ids)
    expect(await named(Number.MAX_VALUE)).toEqual(ids)
  })

  it('about which the provider gives no usable response is named, and hides no other difference', async () => {
    const ids = [await payOnline(1_000), await payOnline(1_000), await payOnline(1_000)] as const
    const { paymentProvider } = fixture.service.deps
    if (!paymentProvider) throw new Error('there is no provider')
    fixture.provider.state.payments.delete(providerIdOf(ids[2]))
    const unusable = providerIdOf(ids[1])
    const find = async (providerId: string) => {
      if (providerId === unusable) throw new ProviderResultUnknown('the status is strange')
      return paymentProvider.find(providerId)
    }
    const { findings } = await reconcile({
      ...fixture.service.deps,
      paymentProvider: { ...paymentProvider, find },
    })
    expect(findings.filter(({ id }) => ids.includes(id)).toSorted(byDetail)).toEqual([
      { id: ids[1], detail: 'payment: not compared: the status is strange' },
      { id: ids[2], detail: 'payment: the provider does not know it' },
    ])
  })

  it('is not asked about after ten requests in a row without a usable response, and the first error is raised where no response was usable', async () => {
    const { db, clock, paymentProvider } = fixture.service.deps
    if (!paymentProvider) throw new Error('there is no provider')
    for (let i = 0; i < 24; i++) await begin(1_000)
    let asked = 0
    const fail = async () => {
      asked += 1
      throw new ProviderResultUnknown(`failure ${asked}`)
    }
    const compare = (find: PaymentProvider['find']) =>
      reconcile({ db, clock, paymentProvider: { ...paymentProvider, find, findRefund: fail } })
    await expect(compare(fail)).rejects.toThrow('failure 1')
    // Requests that were under way at the tenth failure are not cancelled.
    expect(asked).toBeLessThan(20)
    asked = 0
    let isFirst = true
    const { findings } = await compare(async (providerId) => {
      if (!isFirst) return fail()
      isFirst = false
      return paymentProvider.find(providerId)
    })
    expect(asked).toBeLessThan(20)
    const isNotCompared = ({ detail }: { detail: string }) => detail.includes('not compared')
    expect(findings.filter(isNotCompared).length).toBeGreaterThanOrEqual(11)
  })

  it('has no difference where it is paid and refunded while the books are compared', async () => {
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
