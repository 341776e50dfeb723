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
] as const)('a call that %s processes', (_name, start, create) => {
  let fakeProvider: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    fakeProvider = await start()
  })
  afterAll(() => fakeProvider.stop())

  const newOrder = () => ({
    id: crypto.randomUUID(),
    amount: 900,
    currency: 'RUB',
    description: 'Top-up',
    returnUrl: 'http://localhost/wallet',
    createdAt: 0,
    receipt: null,
  })

  it.each([
    ['without a response', 'hang'],
    ['with a response that never ends', 'dribble'],
  ] as const)(
    '%s has an unknown result after the time limit, and makes only one payment when it is repeated',
    async (_case, fault) => {
      const order = newOrder()
      const env = { ...settings, ...fakeProvider.env }
      fakeProvider.faults[fault] = 1
      await expect(create(env, 200).create(order)).rejects.toBeInstanceOf(ProviderResultUnknown)
      const created = await create(env).create(order)
      const made = [...fakeProvider.state.payments.values()].filter(({ paymentId }) => paymentId === order.id)
      expect(made.map(({ id }) => id)).toEqual([created.providerId])
    },
  )

  it('with a response that is too large has an unknown result', async () => {
    const order = newOrder()
    const provider = create({ ...settings, ...fakeProvider.env })
    const { providerId } = await provider.create(order)
    Object.assign(fakeProvider.faults, { flood: 2 })
    await expect(provider.create(order)).rejects.toBeInstanceOf(ProviderResultUnknown)
    await expect(provider.find(providerId)).rejects.toBeInstanceOf(ProviderResultUnknown)
    expect(await provider.find(providerId)).toMatchObject({ providerId })
  })
})
