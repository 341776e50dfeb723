import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePerson, type Person } from '../../../../testing/factories.ts'
import { type Answer, startTestService, type TestService } from '../../../../testing/harness.ts'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'

type StandIn = Awaited<ReturnType<typeof startStripe>> | Awaited<ReturnType<typeof startYooKassa>>

describe.each(['yookassa', 'stripe'] as const)('payments by %s', (name) => {
  let standIn: StandIn
  let service: TestService
  let locationId: string
  let admin: Person
  let manager: Person
  let member: Person

  beforeAll(async () => {
    standIn = name === 'stripe' ? await startStripe(() => service.clock.now()) : await startYooKassa()
    service = await startTestService(standIn.env)
    admin = await makePerson(service, 'admin')
    const body = { name: 'Loft', timeZone: 'Europe/Moscow' }
    locationId = (await service.request('POST', 'locations', { token: admin.token, body })).body.id
  })
  beforeEach(async () => {
    // Each test has its own payments, and the provider is asked about them at separate times.
    service.clock.advance(minuteMs)
    admin = await makePerson(service, 'admin')
    manager = await makePerson(service, 'manager', [locationId])
    member = await makePerson(service)
    Object.assign(standIn.faults, {
      failAfter: 0,
      failBefore: 0,
      cut: 0,
      slowRefunds: false,
      refuseRefunds: false,
    })
    standIn.sent.length = 0
  })
  afterAll(async () => {
    await service?.stop()
    await standIn?.stop()
  })

  type By = { by?: Person; headers?: Record<string, string> }
  const begin = (amount: number, { by = member, headers = {} }: By = {}, more: object = {}) =>
    service.request('POST', 'payments', { token: by.token, body: { amount, ...more }, headers })
  const get = async (id: string, by = member) =>
    (await service.request('GET', `payments/${id}`, { token: by.token })).body
  const balance = async () =>
    (await service.request('GET', 'me/wallet', { token: member.token })).body.balances[0]?.balance ?? 0
  const entries = async () =>
    (await service.request('GET', 'me/wallet/entries', { token: member.token })).body.items
  /** The id of our payment in the provider's books. */
  const theirs = (id: string) => {
    const found = [...standIn.books.payments.values()].filter(({ paymentId }) => paymentId === id)
    expect(found).toHaveLength(1)
    return found[0]?.id ?? ''
  }
  const deliver = (
    { body, headers } = standIn.sent.at(-1) ?? { body: '', headers: {} },
    path: string = name,
  ): Promise<Answer> => service.request('POST', `/webhooks/${path}`, { body, headers })
  const refund = (id: string, amount: number, { by = manager, headers = {} }: By = {}, reason?: string) =>
    service.request('POST', `payments/${id}/refunds`, {
      token: by.token,
      body: { amount, ...(reason && { reason }) },
      headers,
    })
  const topUp = async (amount: number): Promise<string> => {
    const { id } = (await begin(amount)).body
    standIn.pay(theirs(id))
    service.clock.advance(3_000)
    expect(await get(id)).toMatchObject({ status: 'succeeded' })
    return id
  }
  // Stripe's library itself retries once when a connection breaks.
  const fail = (fault: 'failAfter' | 'failBefore' | 'cut') => {
    standIn.faults[fault] = fault === 'cut' && name === 'stripe' ? 2 : 1
  }
  const right = () => service.assertBooksAreRight()

  it('opens a page of the provider, and is in the wallet once it is paid, though no webhook comes', async () => {
    const answer = await begin(50_000, {}, { returnPath: '/wallet?paid=1' })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      userId: member.id,
      amount: 50_000,
      currency: 'RUB',
      status: 'pending',
      provider: name,
      checkoutUrl: expect.stringContaining(standIn.url),
      refunds: [],
      refundedAmount: 0,
      disputed: false,
      finishedAt: null,
    })
    const { id } = answer.body
    expect(standIn.books.payments.get(theirs(id))?.returnUrl).toBe(
      `${service.deps.config.PUBLIC_URL}/wallet?paid=1`,
    )
    standIn.pay(theirs(id))
    // The provider was asked about it less than two seconds ago.
    expect(await get(id)).toMatchObject({ status: 'pending' })
    service.clock.advance(2_000)
    expect(await get(id)).toMatchObject({ status: 'succeeded', checkoutUrl: null })
    expect(await entries()).toMatchObject([{ amount: 50_000, kind: 'top_up', channel: name, paymentId: id }])
    await right()
  })

  it('is found out by a job within half a minute, and once only, by two instances at once', async () => {
    const { id } = (await begin(700)).body
    standIn.pay(theirs(id))
    service.clock.advance(30_000)
    await Promise.all([runJobs(service.deps), runJobs(service.deps), get(id)])
    expect(await balance()).toBe(700)
    await right()
  })

  it('is told by its webhook, twice, late and out of order with one effect', async () => {
    const { id } = (await begin(900)).body
    standIn.pay(theirs(id))
    service.clock.advance(3_000)
    const [paid] = standIn.sent
    for (const answer of await Promise.all([deliver(paid), deliver(paid), deliver(paid)]))
      expect(answer.status).toBe(200)
    expect(await balance()).toBe(900)
    service.clock.advance(4 * minuteMs)
    expect((await deliver(paid)).status).toBe(200)
    expect(await balance()).toBe(900)
    await right()
  })

  it.each([
    ['declined', 'failed'],
    ['expired', 'expired'],
  ] as const)('%s at the provider is %s here, and brings nothing', async (at, here) => {
    const { id } = (await begin(900)).body
    standIn.finish(theirs(id), at)
    service.clock.advance(3_000)
    await deliver()
    expect(await get(id)).toMatchObject({ status: here, checkoutUrl: null, finishedAt: expect.any(String) })
    expect(await balance()).toBe(0)
  })

  it('in another amount than asked is credited to nobody, and the administrators are told', async () => {
    const { id } = (await begin(900)).body
    standIn.pay(theirs(id), 800)
    service.clock.advance(3_000)
    expect(await get(id)).toMatchObject({ status: 'failed', amount: 900 })
    expect(await balance()).toBe(0)
    const mail = (await service.mailsTo(admin.email)).at(-1)
    expect(mail?.text).toContain(id)
    await right()
  })

  it('a webhook that is forged, altered or about nothing of ours changes nothing', async () => {
    const { id } = (await begin(900)).body
    const notice = (status: string) =>
      JSON.stringify({
        type: name === 'stripe' ? 'checkout.session.completed' : 'notification',
        event: 'payment.succeeded',
        object: {
          id: theirs(id),
          status,
          paid: true,
          amount: { value: '9000.00', currency: 'RUB' },
          metadata: { paymentId: id },
        },
        data: {
          object: { id: theirs(id), status: 'complete', payment_status: 'paid', client_reference_id: id },
        },
      })
    const json = { 'content-type': 'application/json' }
    service.clock.advance(3_000)
    const answers = await Promise.all(
      [notice('succeeded'), '{}', 'null', '[]', '"x"', '{"event":1,"object":null}'].map((body) =>
        deliver({ body, headers: { ...json, 'stripe-signature': 't=1,v1=00' } }),
      ),
    )
    for (const { status } of answers) expect(status).toBe(name === 'stripe' ? 400 : 200)
    expect((await deliver({ body: 'no json', headers: json })).status).toBe(400)
    expectProblem(await deliver({ body: 'x'.repeat(100_000), headers: json }), 413, 'payload_too_large')
    const other = name === 'stripe' ? 'yookassa' : 'stripe'
    expectProblem(await deliver({ body: '{}', headers: json }, other), 404, 'not_found')
    expect(await get(id)).toMatchObject({ status: 'pending' })
    expect(await balance()).toBe(0)
    if (name !== 'stripe') return
    standIn.pay(theirs(id))
    const [sent] = standIn.sent
    if (!sent) throw new Error('nothing was sent')
    expectProblem(
      await deliver({ ...sent, body: sent.body.replace('"paid"', '"unpaid"') }),
      400,
      'validation_failed',
    )
    service.clock.advance(6 * minuteMs)
    expectProblem(await deliver(sent), 400, 'validation_failed')
  })

  it('is begun once with one key, and goes on where the first call broke off', async () => {
    const headers = { 'idempotency-key': 'one' }
    standIn.faults.failAfter = 1
    expectProblem(await begin(900, { headers }), 503, 'provider_unavailable')
    const second = await begin(900, { headers })
    expect(second.status).toBe(201)
    const third = await begin(900, { headers })
    expect([third.body, third.headers['idempotency-replayed']]).toEqual([second.body, 'true'])
    theirs(second.body.id)
    const mine = await service.request('GET', 'me/payments', { token: member.token })
    expect(mine.body.items).toEqual([second.body])
    expectProblem(await begin(901, { headers }), 422, 'idempotency_key_reused')
  })

  it.each(['failAfter', 'failBefore', 'cut'] as const)(
    'survives a provider that breaks off (%s): a webhook or a job finds it',
    async (fault) => {
      fail(fault)
      expectProblem(await begin(900), 503, 'provider_unavailable')
      const { items } = (await service.request('GET', 'me/payments', { token: member.token })).body
      expect(items).toMatchObject([{ status: 'pending', checkoutUrl: null }])
      if (fault !== 'failBefore') {
        standIn.pay(theirs(items[0].id))
        service.clock.advance(3_000)
        expect((await deliver()).status).toBe(200)
        expect(await balance()).toBe(900)
        return
      }
      service.clock.advance(30_000)
      await runJobs(service.deps)
      expect(await get(items[0].id)).toMatchObject({ status: 'pending', checkoutUrl: expect.any(String) })
      theirs(items[0].id)
    },
  )

  it.each([
    [{ amount: 99 }, 'payment_limits'],
    [{ amount: 10_000_001 }, 'payment_limits'],
    [{ amount: 900, currency: name === 'stripe' ? 'KWD' : 'EUR' }, 'payments_unavailable'],
  ])('%j is refused as %s', async ({ amount, ...more }, code) => {
    expectProblem(await begin(amount, {}, more), 422, code)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', ''])(
    'does not lead back to %j',
    async (returnPath) => {
      expectProblem(await begin(900, {}, { returnPath }), 400, 'validation_failed')
    },
  )

  it('is seen by its payer and by staff, and by nobody else', async () => {
    const { id } = (await begin(900)).body
    const stranger = await makePerson(service)
    expectProblem(await service.request('GET', `payments/${id}`, { token: stranger.token }), 404, 'not_found')
    for (const person of [member, manager, admin])
      expect((await service.request('GET', `payments/${id}`, { token: person.token })).status).toBe(200)
    const list = await service.request('GET', `payments?userId=${member.id}&status=pending`, {
      token: manager.token,
    })
    expect(list.body.items.map((one: { id: string }) => one.id)).toEqual([id])
    expectProblem(await service.request('GET', 'payments', { token: member.token }), 403, 'forbidden')
  })

  it('a person with one that is not over is not deleted', async () => {
    const { id } = (await begin(900)).body
    const refused = await service.request('DELETE', `users/${member.id}`, { token: admin.token })
    expectProblem(refused, 409, 'balance_not_settled')
    expect(refused.body.pendingPaymentIds).toEqual([id])
    standIn.finish(theirs(id), 'expired')
    service.clock.advance(3_000)
    await get(id)
    expect((await service.request('DELETE', `users/${member.id}`, { token: admin.token })).status).toBe(204)
  })

  it('reconciles with the books of the provider, and names what differs', async () => {
    const { reconcile } = await import('./payment.reconcile.ts')
    const paymentProvider = service.deps.paymentProvider
    if (!paymentProvider) throw new Error('there is no provider')
    const of = async (...ids: string[]) => {
      const { findings } = await reconcile({ ...service.deps, paymentProvider })
      return findings.filter(({ id }) => ids.includes(id)).map(({ detail }) => detail)
    }
    const id = await topUp(1_000)
    await refund(id, 400)
    expect(await of(id)).toEqual([])
    standIn.books.refunds.set('at the desk', {
      id: 'at the desk',
      of: theirs(id),
      amount: 100,
      status: 'succeeded',
    })
    expect(await of(id)).toEqual(['payment: 400 refunded here, 500 at the provider'])
    const other = (await begin(900)).body.id
    standIn.pay(theirs(other), 800)
    expect(await of(other)).toEqual([
      'payment: pending here, succeeded at the provider',
      'payment: 900 RUB here, 800 RUB at the provider',
    ])
  })

  describe('a refund', () => {
    it('goes back to the card in parts, once with one key, and never more than was paid', async () => {
      const id = await topUp(1_000)
      const headers = { 'idempotency-key': 'back' }
      const first = await refund(id, 400, { headers }, 'Ill')
      expect(first.status).toBe(201)
      expect(first.body).toMatchObject({ amount: 400, status: 'succeeded', reason: 'Ill' })
      expect((await refund(id, 400, { headers }, 'Ill')).body).toEqual(first.body)
      expectProblem(await refund(id, 601), 422, 'refund_too_large')
      const answers = await Promise.all([1, 2, 3].map(() => refund(id, 300)))
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 422])
      expect(await balance()).toBe(0)
      expect(await get(id)).toMatchObject({ refundedAmount: 1_000, status: 'succeeded' })
      expect((await entries())[0]).toMatchObject({
        kind: 'payout',
        amount: -300,
        channel: name,
        paymentId: id,
      })
      await right()
    })

    it('is no more than the wallet holds, and not for oneself', async () => {
      const id = await topUp(1_000)
      const body = { kind: 'payout', amount: -700 }
      await service.request('POST', `users/${member.id}/wallet/entries`, { token: admin.token, body })
      expectProblem(await refund(id, 301), 402, 'insufficient_funds')
      expectProblem(await refund(id, 1, { by: member }), 403, 'forbidden')
      const own = (await begin(900, { by: manager })).body
      expectProblem(await refund(own.id, 1), 403, 'forbidden')
      await right()
    })

    it('that the provider refuses comes back to the wallet', async () => {
      const id = await topUp(1_000)
      standIn.faults.refuseRefunds = true
      expect((await refund(id, 400)).body).toMatchObject({ status: 'failed' })
      expect(await balance()).toBe(1_000)
      expect((await entries())[0]).toMatchObject({ kind: 'payout', amount: 400 })
      expect(await get(id)).toMatchObject({ refundedAmount: 0 })
      await right()
    })

    it.each(['failAfter', 'failBefore', 'cut'] as const)(
      'is made once, whatever breaks off (%s)',
      async (fault) => {
        const id = await topUp(1_000)
        fail(fault)
        expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
        expect(await balance()).toBe(600)
        service.clock.advance(30_000)
        await runJobs(service.deps)
        expect(await get(id)).toMatchObject({ refundedAmount: 400 })
        const made = [...standIn.books.refunds.values()].filter(({ of }) => of === theirs(id))
        expect(made.map(({ amount }) => amount)).toEqual([400])
        await right()
      },
    )

    it.each([
      ['succeeded', 600],
      ['failed', 1_000],
    ] as const)('that takes its time ends as %s', async (status, left) => {
      const id = await topUp(1_000)
      standIn.faults.slowRefunds = true
      expect((await refund(id, 400)).body).toMatchObject({ status: 'pending' })
      const [made] = [...standIn.books.refunds.values()].filter(({ of }) => of === theirs(id))
      standIn.settleRefund(made?.id ?? '', status)
      service.clock.advance(3_000)
      await Promise.all([deliver(), deliver()])
      expect((await get(id)).refunds).toMatchObject([{ status }])
      expect(await balance()).toBe(left)
      await right()
    })

    it('is not asked for again when its key has run out', async () => {
      const id = await topUp(1_000)
      standIn.faults.failAfter = 1
      await refund(id, 400)
      service.clock.advance(25 * hourMs)
      await runJobs(service.deps)
      const made = [...standIn.books.refunds.values()].filter(({ of }) => of === theirs(id))
      expect(made).toHaveLength(1)
      await right()
    })
  })
})
