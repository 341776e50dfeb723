import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { at, makePerson, makeSpace, makeTariff, type Person } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'
import { reconcile } from '../payments/payment.reconcile.ts'

// Payers, webhooks and faults of the provider come in any order, and then stop. Then each kopeck in the provider's ledger is in ours, each
// booking that is paid for is confirmed or its money is in the wallet, and no slot is still held. The provider's ledger is the oracle.

const price = 60_000
const memberCount = 24
const rooms = 3

const action = fc.record({
  what: fc.constantFrom(
    'book',
    'book',
    'book',
    'pay at the provider',
    'pay at the provider',
    'pay at the provider',
    'expire at the provider',
    'webhook',
    'webhook',
    'jobs',
    'request the payment again',
    'cancel',
  ),
  fault: fc.constantFrom('none', 'none', 'none', 'failBefore', 'failAfter', 'cut'),
  pick: fc.nat(),
  hour: fc.integer({ min: 8, max: 12 }),
})
type Action = typeof action extends fc.Arbitrary<infer S> ? S : never

describe.each(providers)('holds and their payments by %s', (name) => {
  const { fixture, deliverWebhook, assertBooks } = usePayments(name, { PAYMENT_HOLD_MINUTES: '1' })
  let spaces: string[]

  beforeAll(async () => {
    const { service, admin, locationId } = fixture
    const weekly = [{ weekday: 4, opens: '00:00', closes: '24:00' }]
    const token = admin.token
    await service.request('PUT', `locations/${locationId}/opening-hours`, { token, body: { weekly } })
    const { id: tariffId } = await makeTariff(service, admin, { hourlyRate: price, currency: 'RUB' })
    const room = () => makeSpace(service, admin, { locationId, tariffId })
    spaces = (await Promise.all(Array.from({ length: rooms }, room))).map(({ id }) => id)
  })

  const rows = async <T>(text: string): Promise<T[]> =>
    (await fixture.service.deps.pool.query(text)).rows as T[]

  it('end with equal ledgers, although calls are lost, late, repeated, out of order or interrupted', {
    timeout: 300_000,
  }, async () => {
    const { service, provider: fakeProvider } = fixture
    const payers = await Promise.all(Array.from({ length: memberCount }, () => makePerson(service)))
    const bookings: { id: string; by: Person }[] = []
    const pickFrom = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]
    const open = () => [...fakeProvider.state.payments.values()].filter(({ status }) => status === 'open')

    const perform = async ({ what, fault, pick, hour }: Action) => {
      if (what === 'book') {
        if (fault !== 'none') fakeProvider.faults[fault] = 1
        const by = pickFrom(payers, pick) as Person
        const requested = at('2026-12-03', `${hour}:00`.padStart(5, '0'), `${hour + 1}:00`.padStart(5, '0'))
        const body = { spaceId: pickFrom(spaces, pick), ...requested, payment: 'online' }
        const { status, body: booking } = await service.request('POST', 'bookings', { token: by.token, body })
        expect([201, 409, 503]).toContain(status)
        if (status === 201) bookings.push({ id: booking.id, by })
      }
      const payment = pickFrom(open(), pick)
      if (what === 'pay at the provider' && payment) fakeProvider.pay(payment.id)
      if (what === 'expire at the provider' && payment) fakeProvider.finish(payment.id, 'expired')
      const webhook = pickFrom(fakeProvider.sent, pick)
      if (what === 'webhook' && webhook) expect([200, 503]).toContain((await deliverWebhook(webhook)).status)
      if (what === 'jobs') {
        service.clock.advance(10_000)
        // The jobs run twice at the same time, as in two instances.
        await Promise.all([runJobs(service.deps), runJobs(service.deps)])
      }
      const booking = pickFrom(bookings, pick)
      const isRequest = what === 'request the payment again'
      if (!booking || !(isRequest || what === 'cancel')) return
      const path = `bookings/${booking.id}/${isRequest ? 'pay' : 'cancel'}`
      const body = isRequest ? { payment: 'online' } : {}
      expect([200, 402, 409, 503]).toContain(
        (await service.request('POST', path, { token: booking.by.token, body })).status,
      )
    }

    const [seed] = fc.sample(fc.nat(), 1)
    const actions = fc.sample(action, { seed: seed ?? 0, numRuns: 160 })
    for (let index = 0; index < actions.length; index += 4)
      await Promise.all(actions.slice(index, index + 4).map(perform))

    for (let round = 0; round < 40; round++) {
      // Open payments expire at the provider in each round, because the jobs of a round may create further ones there.
      for (const payment of open()) fakeProvider.finish(payment.id, 'expired')
      service.clock.advance(30 * minuteMs)
      await runJobs(service.deps)
    }
    const context = `seed ${seed}`
    const paidPayments = [...fakeProvider.state.payments.values()].filter(({ status }) => status === 'paid')
    const toppedUp = await rows<{ id: string; amount: number }>(
      `SELECT payment_id AS id, sum(amount)::int AS amount FROM transfers WHERE kind = 'top_up' GROUP BY payment_id`,
    )
    expect(toppedUp.map(({ id, amount }) => `${id} ${amount}`).sort(), context).toEqual(
      paidPayments.map(({ paymentId, received }) => `${paymentId} ${received}`).sort(),
    )
    expect(paidPayments.length, context).toBeGreaterThan(5)
    expect(await rows(`SELECT id FROM payments WHERE status = 'pending'`), context).toEqual([])
    expect(await rows(`SELECT id FROM bookings WHERE status = 'awaiting_payment'`), context).toEqual([])
    const { paymentProvider } = service.deps
    if (!paymentProvider) throw new Error('there is no provider')
    expect((await reconcile({ ...service.deps, paymentProvider })).findings, context).toEqual([])
    await assertBooks()
  })

  it('give a held slot to nobody else, and to one of 64 clients as soon as the hold has expired', {
    timeout: 120_000,
  }, async () => {
    const { service, member } = fixture
    const requested = { spaceId: spaces[0], ...at('2026-12-10', '10:00', '11:00') }
    const clients = await Promise.all(Array.from({ length: 64 }, () => makePerson(service)))
    const book = ({ token }: Person) =>
      service.request('POST', 'bookings', { token, body: { ...requested, payment: 'online' } })
    expect((await book(member)).status).toBe(201)
    const race = async () => {
      const responses = await Promise.all(clients.map(book))
      const counts = Map.groupBy(responses, ({ status, body }) => `${status} ${body.code ?? body.status}`)
      return Object.fromEntries([...counts].map(([outcome, each]) => [outcome, each.length]))
    }
    expect(await race()).toEqual({ '409 booking_conflict': 64 })
    service.clock.advance(minuteMs)
    expect(await race()).toEqual({ '201 awaiting_payment': 1, '409 booking_conflict': 63 })
    await assertBooks()
  })
})
