import { apiPath, type Fixture, type Samples } from './sample.ts'

/** These samples need a provider: the service must run with the settings of a fake provider. */
export function paymentSamples({ service, member }: Fixture): Samples {
  const { token } = member
  const begin = async () =>
    (await service.request('POST', `${apiPath}/payments`, { token, body: { amount: 10_000 } })).body
  const paid = async () => {
    const { id, checkoutUrl } = await begin()
    await fetch(checkoutUrl, { method: 'POST', body: 'do=pay', redirect: 'manual' })
    // Makes the last request to the provider two seconds older, so that the next GET asks again: the clock of the samples stands still.
    const moveBack = `UPDATE payments SET asked_at = asked_at - interval '2 seconds' WHERE id = $1`
    await service.deps.pool.query(moveBack, [id])
    await service.request('GET', `${apiPath}/payments/${id}`, { token })
    return id
  }
  return {
    getSettings: () => ({ path: `${apiPath}/settings` }),
    createPayment: () => ({
      path: `${apiPath}/payments`,
      body: { amount: 10_000, currency: 'RUB', returnPath: '/wallet' },
    }),
    listPayments: () => ({ path: `${apiPath}/payments?userId=${member.id}` }),
    listMyPayments: () => ({ path: `${apiPath}/me/payments` }),
    getPayment: async () => ({ path: `${apiPath}/payments/${(await begin()).id}` }),
    refundPayment: async () => ({
      path: `${apiPath}/payments/${await paid()}/refunds`,
      body: { amount: 100, reason: 'Ill' },
    }),
  }
}
