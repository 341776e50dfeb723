import { describe, expect, it, vi } from 'vitest'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'
import { applyPaymentState } from './payment.check.ts'
import type { ListedRefund } from './payment.provider.ts'
import { findRefundsOf } from './payment.refund.repository.ts'
import { findRefundResult } from './payment.refund-result.ts'
import { findPayment } from './payment.repository.ts'

describe.each(providers)('refunds by %s that had no response, and the list of the provider', (name) => {
  const { fixture, begin, get, balance, providerIdOf, refund, payOnline, failNextCall, assertBooks } =
    usePayments(name)

  /** Makes a payment with refunds of 400 that had no response, and as many refunds at the provider that do not tell our id. */
  async function makeRefunds(count: number) {
    const { provider, service } = fixture
    const id = await payOnline(1_000)
    const [made, atProvider]: [string[], string[]] = [[], []]
    for (let n = 0; n < count; n++) {
      provider.faults.failBefore = 1
      made.push((await refund(id, 400)).body.id)
      const row = { id: crypto.randomUUID(), createdAt: service.clock.now(), amount: 400 }
      provider.state.refunds.set(row.id, { ...row, providerPaymentId: providerIdOf(id), status: 'succeeded' })
      atProvider.push(row.id)
      service.clock.advance(10 * minuteMs)
    }
    service.clock.advance(27 * hourMs)
    return { id, made, atProvider }
  }

  /** The result of the refund; `change` may change the provider's list, or the database while the provider is asked. */
  async function resultOf(
    paymentId: string,
    refundId: string | undefined,
    change: (listed: ListedRefund[]) => Promise<ListedRefund[]> = async (listed) => listed,
  ) {
    const { deps } = fixture.service
    const { paymentProvider: provider } = deps
    const payment = await findPayment(deps.db, paymentId)
    const row = (await findRefundsOf(deps.db, paymentId)).find(({ id }) => id === refundId)
    if (!provider || !payment || !row) return expect.fail()
    const listRefunds = async (captureId: string) => change(await provider.listRefunds(captureId))
    return findRefundResult(deps, { ...provider, listRefunds }, payment, row)
  }

  it('are matched in the order in which they were made, whatever the order of the list is', async () => {
    const { id, made, atProvider } = await makeRefunds(2)
    for (const change of [
      async (listed: ListedRefund[]) => listed,
      async (listed: ListedRefund[]) => listed.toReversed(),
    ])
      for (const [n, refundId] of made.entries())
        expect(await resultOf(id, refundId, change)).toMatchObject({ providerId: atProvider[n] })
  })

  it('are not matched with a refund in another currency', async () => {
    const { id, made } = await makeRefunds(1)
    const inDollars = async (listed: ListedRefund[]) => listed.map((row) => ({ ...row, currency: 'USD' }))
    expect(await resultOf(id, made[0], inDollars)).toBe('not_made')
  })

  it('have no result where another refund of the payment changes while the provider is asked', async () => {
    const { id, made } = await makeRefunds(2)
    const finishOther = async (listed: ListedRefund[]) => {
      await fixture.service.deps.pool.query(
        `UPDATE payment_refunds SET provider_id = 'a refund' WHERE id = $1`,
        [made[1]],
      )
      return listed
    }
    expect(await resultOf(id, made[0], finishOther)).toBeNull()
  })

  it('a state that names another payment is not credited to a payment whose creation had no response', async () => {
    const { deps } = fixture.service
    const error = vi.spyOn(deps.log, 'error')
    failNextCall('failBefore')
    await begin(1_000)
    const [row] = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token })).body
      .items
    const other = { providerId: 'a payment', paymentId: crypto.randomUUID(), status: 'succeeded' } as const
    const money = { amount: 1_000, currency: 'RUB', refundedAmount: 0, isDisputed: false }
    await applyPaymentState(deps, row.id, { ...other, ...money, checkoutUrl: null, captureId: null })
    expect(error).toHaveBeenCalledWith(
      { payment: row.id, providerId: 'a payment' },
      'the provider reports the state of another payment',
    )
    error.mockRestore()
    expect([(await get(row.id)).status, await balance()]).toEqual(['pending', 0])
    await assertBooks()
  })
})
