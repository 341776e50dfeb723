import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { ProviderResultUnknown } from './payment.provider.ts'
import { createStripe } from './payment.stripe.ts'
import { createYooKassa } from './payment.yookassa.ts'

const settings = {
  STRIPE_SECRET_KEY: '',
  STRIPE_WEBHOOK_SECRET: '',
  YOOKASSA_SHOP_ID: '',
  YOOKASSA_SECRET_KEY: '',
}

describe.each([
  ['Stripe', () => startStripe(() => 0), createStripe],
  ['YooKassa', startYooKassa, createYooKassa],
] as const)('a call that %s processes without a response', (_name, start, create) => {
  let fakeProvider: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    fakeProvider = await start()
  })
  afterAll(() => fakeProvider.stop())

  it('has an unknown result after the time limit, and makes only one payment when it is repeated', async () => {
    const order = {
      id: crypto.randomUUID(),
      amount: 900,
      currency: 'RUB',
      description: 'Top-up',
      returnUrl: 'http://localhost/wallet',
      createdAt: 0,
      receipt: null,
    }
    const env = { ...settings, ...fakeProvider.env }
    fakeProvider.faults.hang = 1
    await expect(create(env, 200).create(order)).rejects.toBeInstanceOf(ProviderResultUnknown)
    const created = await create(env).create(order)
    expect([...fakeProvider.books.payments.keys()]).toEqual([created.providerId])
  })
})
