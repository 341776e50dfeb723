import { beforeAll, describe, expect, it } from 'vitest'
import { at, makeMember, makeSpace, makeTariff, type Person, topUp } from '../../../../testing/factories.ts'
import { usePayments } from '../../../../testing/fixtures/payments.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'

const price = 60_000
// Shorter than access tokens live.
const holdMs = 5 * minuteMs

// The tests of payments run with each provider.
describe('booking online', () => {
  const name = 'stripe'
  const { fixture, balance, providerIdOf, deliver, fail, right, get } = usePayments(name, {
    PAYMENT_HOLD_MINUTES: '5',
  })
  let ids: { locationId: string; tariffId: string }
  let spaceId: string
  let day = 3

  beforeAll(async () => {
    const { service, admin, locationId } = fixture
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }))
    await service.request('PUT', `locations/${locationId}/opening-hours`, {
      token: admin.token,
      body: { weekly },
    })
    const tariff = await makeTariff(service, admin, { hourlyRate: price, currency: 'RUB' })
    ids = { locationId, tariffId: tariff.id }
    spaceId = (await makeSpace(service, admin, ids)).id
  })

  /** An hour that no other test books. */
  const nextHour = () => {
    day += 1
    return at(
      new Date(Date.parse('2026-12-01T00:00:00Z') + day * dayMs).toISOString().slice(0, 10),
      '10:00',
      '11:00',
    )
  }
  type More = { by?: Person; headers?: Record<string, string>; [key: string]: unknown }
  const book = (slot: object, { by = fixture.member, headers = {}, ...more }: More = {}) =>
    fixture.service.request('POST', 'bookings', {
      token: by.token,
      body: { spaceId, ...slot, payment: 'online', ...more },
      headers,
    })
  const pay = (id: string, body: object = {}, by = fixture.member) =>
    fixture.service.request('POST', `bookings/${id}/pay`, { token: by.token, body })
  const read = async (id: string, by = fixture.member) =>
    (await fixture.service.request('GET', `bookings/${id}`, { token: by.token })).body
  const statusOf = async (id: string) => (await read(id)).status
  /** The payer pays on the page of the provider, and the provider says so. */
  const settle = async (paymentId: string) => {
    fixture.standIn.pay(providerIdOf(paymentId))
    fixture.service.clock.advance(3_000)
    expect((await deliver()).status).toBe(200)
  }

  it('holds the slot until it is paid, and is confirmed and charged by the payment', async () => {
    const slot = nextHour()
    const made = await book(slot)
    expect(made.status, made.text).toBe(201)
    const now = fixture.service.clock.now()
    expect(made.body).toMatchObject({
      status: 'awaiting_payment',
      holdUntil: new Date(now + holdMs).toISOString(),
      totalPrice: price,
      refunded: 0,
      refundNow: 0,
      actions: ['cancel', 'pay'],
      paymentRequest: { amount: price, currency: 'RUB', status: 'pending', bookingId: made.body.id },
    })
    expect(made.body.paymentRequest.checkoutUrl).toContain(fixture.standIn.url)
    expectProblem(await book(slot, { by: fixture.admin }), 409, 'booking_conflict')
    expect(await balance()).toBe(0)
    await right()
    await settle(made.body.paymentRequest.id)
    expect(await read(made.body.id)).toMatchObject({
      status: 'confirmed',
      holdUntil: null,
      paymentRequest: null,
    })
    expect(await balance()).toBe(0)
    const mails = await fixture.service.mailsTo(fixture.member.email)
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/confirmed|подтверждено/)])
    await right()
  })

  it('asks for what the wallet lacks, at least the least amount; with enough in it nothing is asked', async () => {
    await topUp(fixture.service, fixture.admin, fixture.member.id, price - 50)
    const short = (await book(nextHour())).body
    expect(short.paymentRequest.amount).toBe(100)
    await topUp(fixture.service, fixture.admin, fixture.member.id, 50)
    const enough = await book(nextHour())
    expect(enough.body).toMatchObject({ status: 'confirmed', holdUntil: null, paymentRequest: null })
    await settle(short.paymentRequest.id)
    expect(await read(short.id)).toMatchObject({ status: 'awaiting_payment' })
    expect(await balance()).toBe(100)
    const rest = await pay(short.id, { payment: 'online' })
    expect(rest.body.paymentRequest).toMatchObject({ amount: price - 100, status: 'pending' })
    expect((await pay(short.id, { payment: 'online' })).body.paymentRequest.id).toBe(
      rest.body.paymentRequest.id,
    )
    expectProblem(await pay(short.id), 402, 'insufficient_funds')
    await settle(rest.body.paymentRequest.id)
    expect(await statusOf(short.id)).toBe('confirmed')
    expectProblem(await pay(short.id), 409, 'invalid_transition')
    await right()
  })

  it('is paid from the wallet as soon as that can pay', async () => {
    const { id } = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await pay(id, { payment: 'online' })).body).toMatchObject({
      status: 'confirmed',
      holdUntil: null,
    })
    expect(await balance()).toBe(0)
    await right()
  })

  it('is pending once it is paid where the space asks for approval, and refunded when rejected', async () => {
    const space = await makeSpace(fixture.service, fixture.admin, { ...ids, requiresApproval: true })
    const made = (await book(nextHour(), { spaceId: space.id })).body
    await settle(made.paymentRequest.id)
    expect(await statusOf(made.id)).toBe('pending')
    await fixture.service.request('POST', `bookings/${made.id}/reject`, { token: fixture.admin.token })
    expect(await read(made.id)).toMatchObject({ status: 'rejected', refunded: price })
    expect(await balance()).toBe(price)
    await right()
  })

  it('that is not paid in time frees its slot at once, and late money books it again if it can', async () => {
    const slot = nextHour()
    const made = (await book(slot)).body
    fixture.service.clock.advance(holdMs)
    expect(await read(made.id)).toMatchObject({ status: 'expired', actions: [], paymentRequest: null })
    await runJobs(fixture.service.deps)
    expect(await fixture.service.mailsTo(fixture.member.email)).toEqual([])
    await settle(made.paymentRequest.id)
    expect(await read(made.id)).toMatchObject({ status: 'confirmed', id: made.id, totalPrice: price })
    expect(await balance()).toBe(0)
    await right()
  })

  it.each(['taken', 'closed', 'overlapped', 'cancelled', 'blocked'] as const)(
    'money that comes late for one that is %s stays in the wallet, and a mail says so',
    async (how) => {
      const slot = nextHour()
      const made = (await book(slot)).body
      const { service, admin, member, locationId } = fixture
      if (how === 'cancelled')
        expect(
          (await service.request('POST', `bookings/${made.id}/cancel`, { token: member.token, body: {} }))
            .body,
        ).toMatchObject({
          refund: 0,
          booking: { status: 'cancelled', refunded: 0 },
        })
      service.clock.advance(holdMs)
      const other = await makeSpace(service, admin, ids)
      if (how === 'taken') {
        expect((await book(slot, { by: await makeMember(service, admin) })).status).toBe(201)
      }
      if (how === 'overlapped') expect((await book(slot, { spaceId: other.id })).status).toBe(201)
      if (how === 'closed')
        await service.request('POST', `locations/${locationId}/closures`, {
          token: admin.token,
          body: { from: slot.startsAt, to: slot.endsAt, spaceId, reason: 'Repairs' },
        })
      const block = (blocked: boolean) =>
        service.request('PATCH', `users/${member.id}`, { token: admin.token, body: { blocked } })
      if (how === 'blocked') await block(true)
      await settle(made.paymentRequest.id)
      await block(false)
      expect(await statusOf(made.id)).toBe(how === 'cancelled' ? 'cancelled' : 'expired')
      expect(await balance()).toBe(price)
      const mails = await service.mailsTo(member.email)
      expect(mails.at(-1)?.subject).toMatch(/in your balance|на баланс/)
      // This mail is the receipt, too.
      expect(await service.receiptsTo(member.email)).toEqual([])
      await right()
    },
  )

  it('money for one that was paid from the wallet meanwhile stays in the wallet, and no mail says that it is not booked', async () => {
    const made = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await pay(made.id)).body.status).toBe('confirmed')
    await settle(made.paymentRequest.id)
    expect([await statusOf(made.id), await balance()]).toEqual(['confirmed', price])
    const mails = await fixture.service.mailsTo(fixture.member.email)
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('Booking confirmed')])
    expect(await fixture.service.receiptsTo(fixture.member.email)).toHaveLength(2)
    await right()
  })

  it.each(['failBefore', 'failAfter', 'cut'] as const)(
    'gives its hold up at once where the provider breaks off (%s); the money of that is late money',
    async (fault) => {
      const slot = nextHour()
      fail(fault)
      const headers = { 'idempotency-key': `away-${fault}` }
      expectProblem(await book(slot, { headers }), 503, 'provider_unavailable')
      const items = (await fixture.service.request('GET', 'bookings', { token: fixture.member.token })).body
        .items
      expect(items).toMatchObject([{ status: 'expired' }])
      const again = await book(slot, { headers })
      expect(again.status, again.text).toBe(201)
      expect(again.body.id).not.toBe(items[0].id)
      await settle(again.body.paymentRequest.id)
      expect(await statusOf(again.body.id)).toBe('confirmed')
      const payments = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
        .body.items
      const first = payments.find((one: { bookingId: string }) => one.bookingId === items[0].id)
      if (fault !== 'failBefore') {
        await settle(first.id)
        expect(await statusOf(items[0].id)).toBe('expired')
        expect(await balance()).toBe(price)
      }
      await right()
    },
  )

  it('is made once with one key, also where the service died before it asked the provider', async () => {
    const headers = { 'idempotency-key': 'once' }
    const slot = nextHour()
    const first = await book(slot, { headers })
    const again = await book(slot, { headers })
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true'])
    // What a death between the commit and the call leaves.
    const { pool } = fixture.service.deps
    await pool.query(
      `UPDATE idempotency_keys SET answer = jsonb_set(answer::jsonb, '{paymentRequest,checkoutUrl}', 'null')::text WHERE key = 'once' AND user_id = $1`,
      [fixture.member.id],
    )
    await pool.query('UPDATE payments SET provider_id = NULL, checkout_url = NULL WHERE id = $1', [
      first.body.paymentRequest.id,
    ])
    const revived = await book(slot, { headers })
    expect(revived.status).toBe(201)
    expect(revived.headers['idempotency-replayed']).toBeUndefined()
    expect(revived.body).toEqual(first.body)
    providerIdOf(first.body.paymentRequest.id)
  })

  it('is asked about by a job and by pay, so that nobody pays twice though every webhook is lost', async () => {
    const first = (await book(nextHour())).body
    fixture.standIn.pay(providerIdOf(first.paymentRequest.id))
    fixture.service.clock.advance(3_000)
    expect((await pay(first.id, { payment: 'online' })).body).toMatchObject({ status: 'confirmed' })
    const second = (await book(nextHour())).body
    fixture.standIn.pay(providerIdOf(second.paymentRequest.id))
    fixture.service.clock.advance(30_000)
    await Promise.all([runJobs(fixture.service.deps), runJobs(fixture.service.deps)])
    expect(await statusOf(second.id)).toBe('confirmed')
    expect(await get(second.paymentRequest.id)).toMatchObject({ status: 'succeeded', bookingId: second.id })
    await right()
  })

  it('is allowed three at once and six that lapsed in a day, before the slot is looked at', async () => {
    const slots = [nextHour(), nextHour(), nextHour()]
    for (const slot of slots) expect((await book(slot)).status).toBe(201)
    expectProblem(await book(slots[0] as object), 409, 'too_many_unpaid')
    fixture.service.clock.advance(holdMs)
    for (const slot of slots) expect((await book(slot)).status).toBe(201)
    fixture.service.clock.advance(holdMs)
    expectProblem(await book(nextHour()), 409, 'too_many_unpaid')
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await book(nextHour())).body.status).toBe('confirmed')
  })

  it('is cancelled by a closure without a refund', async () => {
    const slot = nextHour()
    const made = (await book(slot)).body
    const path = `locations/${fixture.locationId}/closures?cancelBookings=true`
    const body = { from: slot.startsAt, to: slot.endsAt, spaceId, reason: 'Repairs' }
    const answer = await fixture.service.request('POST', path, { token: fixture.admin.token, body })
    expect(answer.body.cancelledBookingIds).toEqual([made.id])
    expect(await read(made.id)).toMatchObject({ status: 'cancelled', refunded: 0 })
    await right()
  })

  it('is neither moved nor decided on, and counts in lists but in no report', async () => {
    const slot = nextHour()
    const { id } = (await book(slot)).body
    const { service, member, admin } = fixture
    expectProblem(
      await service.request('PATCH', `bookings/${id}`, { token: member.token, body: nextHour() }),
      409,
      'invalid_transition',
    )
    for (const step of ['approve', 'reject', 'check-in', 'no-show', 'complete'])
      expectProblem(
        await service.request('POST', `bookings/${id}/${step}`, { token: admin.token }),
        409,
        'invalid_transition',
      )
    const titled = await service.request('PATCH', `bookings/${id}`, {
      token: member.token,
      body: { title: 'Talk' },
    })
    expect(titled.body).toMatchObject({ title: 'Talk', paymentRequest: { status: 'pending' } })
    const list = await service.request('GET', 'bookings?status=awaiting_payment', { token: member.token })
    expect(list.body.items).toMatchObject([
      { id, holdUntil: titled.body.holdUntil, paymentRequest: titled.body.paymentRequest },
    ])
    service.clock.advance(holdMs)
    const later = await service.request('GET', 'bookings?status=awaiting_payment', { token: member.token })
    expect(later.body.items).toEqual([])
  })

  it('that starts now, or without a provider, is refused', async () => {
    expectProblem(await pay(crypto.randomUUID()), 404, 'not_found')
    const { service, admin, member } = fixture
    const half = Math.floor(service.clock.now() / (30 * minuteMs)) * 30 * minuteMs
    const running = {
      startsAt: new Date(half).toISOString(),
      endsAt: new Date(half + 60 * minuteMs).toISOString(),
    }
    expectProblem(await book(running, { by: admin, userId: member.id }), 422, 'payments_unavailable')
  })
})
