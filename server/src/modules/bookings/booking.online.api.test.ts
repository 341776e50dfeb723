import { describe, expect, it } from 'vitest'
import { makeSpace, topUp, travelTo } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { startBeside } from '../../../../testing/harness.ts'
import { readUntilCached } from '../../../../testing/lists.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { minuteMs } from '../../shared/time-range.ts'
import { providerTimeoutMs } from '../payments/payment.provider.ts'

const price = 60_000
const holdMs = 5 * minuteMs

// One provider is enough here: the tests of payments run with each provider.
describe('a booking with `payment: online`', () => {
  const {
    fixture,
    ids,
    balance,
    assertBooks,
    spaceId,
    nextHour,
    book,
    pay,
    read,
    statusOf,
    providerIdOf,
    payAndDeliver,
  } = useOnlineBookings('stripe', price)

  it('holds the slot until it is paid, and is confirmed and charged by the payment', async () => {
    const requested = nextHour()
    const created = await book(requested)
    expect(created.status, created.text).toBe(201)
    const now = fixture.service.clock.now()
    expect(created.body).toMatchObject({
      status: 'awaiting_payment',
      holdUntil: new Date(now + holdMs).toISOString(),
      totalPrice: price,
      refunded: 0,
      refundNow: 0,
      actions: ['cancel', 'pay'],
      paymentRequest: { amount: price, currency: 'RUB', status: 'pending', bookingId: created.body.id },
    })
    expect(created.body.paymentRequest.checkoutUrl).toContain(fixture.provider.url)
    expectProblem(await book(requested, { by: fixture.admin }), 409, 'booking_conflict')
    expect(await balance()).toBe(0)
    await assertBooks()
    await payAndDeliver(created.body.paymentRequest.id)
    expect(await read(created.body.id)).toMatchObject({
      status: 'confirmed',
      holdUntil: null,
      paymentRequest: null,
    })
    expect(await balance()).toBe(0)
    const mails = await fixture.service.mailsTo(fixture.member.email)
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/confirmed|подтверждено/)])
    await assertBooks()
  })

  it('requests the amount that the wallet lacks, at least the minimum; with enough money in the wallet nothing is requested', async () => {
    await topUp(fixture.service, fixture.admin, fixture.member.id, price - 50)
    const short = (await book(nextHour())).body
    expect(short.paymentRequest.amount).toBe(100)
    await topUp(fixture.service, fixture.admin, fixture.member.id, 50)
    const enough = await book(nextHour())
    expect(enough.body).toMatchObject({ status: 'confirmed', holdUntil: null, paymentRequest: null })
    await payAndDeliver(short.paymentRequest.id)
    expect(await read(short.id)).toMatchObject({ status: 'awaiting_payment' })
    expect(await balance()).toBe(100)
    const rest = await pay(short.id, { payment: 'online' })
    expect(rest.body.paymentRequest).toMatchObject({ amount: price - 100, status: 'pending' })
    expect((await pay(short.id, { payment: 'online' })).body.paymentRequest.id).toBe(
      rest.body.paymentRequest.id,
    )
    expectProblem(await pay(short.id), 402, 'insufficient_funds')
    await payAndDeliver(rest.body.paymentRequest.id)
    expect(await statusOf(short.id)).toBe('confirmed')
    expectProblem(await pay(short.id), 409, 'invalid_transition')
    await assertBooks()
  })

  it('is shown with the payment that `pay` has just begun or reused, not with an older one of the same amount', async () => {
    const { service, admin, member } = fixture
    const created = (await book(nextHour())).body
    const change = (kind: string, amount: number) =>
      service.request('POST', `users/${member.id}/wallet/entries`, {
        token: admin.token,
        body: { kind, amount },
      })
    await change('top_up', price / 2)
    const half = (await pay(created.id, { payment: 'online' })).body.paymentRequest
    expect(half.amount).toBe(price / 2)
    await change('adjustment', -price / 2)
    const { paymentRequest } = (await pay(created.id, { payment: 'online' })).body
    expect(paymentRequest).toMatchObject({ amount: price, status: 'pending' })
    expect((await pay(created.id, { payment: 'online' })).body.paymentRequest.id).toBe(paymentRequest.id)
    expect((await read(created.id)).paymentRequest).toEqual(paymentRequest)
    await payAndDeliver(paymentRequest.id)
    expect(await statusOf(created.id)).toBe('confirmed')
    await assertBooks()
  })

  it('is paid from the wallet as soon as the balance suffices', async () => {
    const { id } = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await pay(id, { payment: 'online' })).body).toMatchObject({
      status: 'confirmed',
      holdUntil: null,
    })
    expect(await balance()).toBe(0)
    await assertBooks()
  })

  it('is paid with the same key after the provider refused the payment', async () => {
    const created = (await book(nextHour())).body
    fixture.provider.finish(providerIdOf(created.paymentRequest.id), 'expired')
    fixture.service.clock.advance(3_000)
    fixture.provider.faults.refuse = 1
    const headers = { 'idempotency-key': 'pay-again' }
    const refused = await pay(created.id, { payment: 'online' }, { headers })
    expectProblem(refused, 422, 'payments_unavailable')
    expect(refused.body.detail).toContain('Top up at the front desk')
    const again = await pay(created.id, { payment: 'online' }, { headers })
    expect(again.body).toMatchObject({ status: 'awaiting_payment', paymentRequest: { status: 'pending' } })
    await payAndDeliver(again.body.paymentRequest.id)
    expect(await statusOf(created.id)).toBe('confirmed')
    await assertBooks()
  })

  it('is listed with its newest payment, although the provider does not answer when that payment is begun', async () => {
    const { service, member, admin, provider } = fixture
    const { id, paymentRequest } = (await book(nextHour())).body
    await topUp(service, admin, member.id, 100)
    const list = { path: 'bookings?status=awaiting_payment', token: member.token }
    await readUntilCached(service, [list])
    provider.faults.failBefore = 1
    expectProblem(await pay(id, { payment: 'online' }), 503, 'provider_unavailable')
    const { items } = (await service.request('GET', list.path, list)).body
    const listed = items.find((booking: { id: string }) => booking.id === id)
    expect(listed.paymentRequest).toEqual((await read(id)).paymentRequest)
    expect(listed.paymentRequest).toMatchObject({ amount: paymentRequest.amount - 100, checkoutUrl: null })
  })

  it('is pending after its payment where the space requires approval, and refunded when rejected', async () => {
    const space = await makeSpace(fixture.service, fixture.admin, { ...ids, requiresApproval: true })
    const created = (await book(nextHour(), { spaceId: space.id })).body
    await payAndDeliver(created.paymentRequest.id)
    expect(await statusOf(created.id)).toBe('pending')
    await fixture.service.request('POST', `bookings/${created.id}/reject`, { token: fixture.admin.token })
    expect(await read(created.id)).toMatchObject({ status: 'rejected', refunded: price })
    expect(await balance()).toBe(price)
    await assertBooks()
  })

  it('is cancelled by a closure without a refund', async () => {
    const requested = nextHour()
    const created = (await book(requested)).body
    const path = `locations/${fixture.locationId}/closures?cancelBookings=true`
    const body = { from: requested.startsAt, to: requested.endsAt, spaceId: spaceId(), reason: 'Repairs' }
    const response = await fixture.service.request('POST', path, { token: fixture.admin.token, body })
    expect(response.body.cancelledBookingIds).toEqual([created.id])
    expect(await read(created.id)).toMatchObject({ status: 'cancelled', refunded: 0 })
    await assertBooks()
  })

  it('can be neither moved nor approved nor rejected, and is in lists until its hold ends', async () => {
    const requested = nextHour()
    const { id } = (await book(requested)).body
    const { service, member, admin } = fixture
    expectProblem(
      await service.request('PATCH', `bookings/${id}`, { token: member.token, body: nextHour() }),
      409,
      'invalid_transition',
    )
    for (const action of ['approve', 'reject', 'check-in', 'no-show', 'complete'])
      expectProblem(
        await service.request('POST', `bookings/${id}/${action}`, { token: admin.token }),
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

  it('is in no report until it is paid', async () => {
    const { service, admin } = fixture
    const reports = () =>
      Promise.all(
        ['occupancy', 'revenue', 'money'].map(async (kind) => {
          const path = `reports/${kind}?from=2026-12-01&to=2027-03-01`
          const { status, text, body } = await service.request('GET', path, { token: admin.token })
          expect(status, text).toBe(200)
          return body
        }),
      )
    const before = await reports()
    const { paymentRequest } = (await book(nextHour())).body
    expect(await reports()).toEqual(before)
    await payAndDeliver(paymentRequest.id)
    const after = await reports()
    for (const [kind, report] of after.entries()) expect(report).not.toEqual(before[kind])
  })

  it('is 404 in `pay` where it does not exist', async () => {
    expectProblem(await pay(crypto.randomUUID()), 404, 'not_found')
  })

  it('is refused where no provider is configured, and takes no slot', async () => {
    const { service, member } = fixture
    const withoutProvider = await startBeside(service)
    const requested = nextHour()
    const body = { spaceId: spaceId(), ...requested, payment: 'online' }
    const refused = await withoutProvider.request('POST', 'bookings', { token: member.token, body })
    expectProblem(refused, 422, 'payments_unavailable')
    await withoutProvider.stop()
    expect((await book(requested)).status).toBe(201)
  })

  it('is refused where it starts now', async () => {
    const { service, admin, member } = fixture
    const runningStep = Math.floor(service.clock.now() / (30 * minuteMs)) * 30 * minuteMs
    const running = {
      startsAt: new Date(runningStep).toISOString(),
      endsAt: new Date(runningStep + 60 * minuteMs).toISOString(),
    }
    expectProblem(await book(running, { by: admin, userId: member.id }), 422, 'payments_unavailable')
  })

  it('is refused where its hold, which ends at its start, could end before the provider responds', async () => {
    const { service, member } = fixture
    const bookBeforeStart = async (ms: number) => {
      const requested = nextHour()
      await travelTo(service, new Date(Date.parse(requested.startsAt) - ms).toISOString(), member)
      return book(requested)
    }
    expectProblem(await bookBeforeStart(2 * providerTimeoutMs), 422, 'payments_unavailable')
    expect((await bookBeforeStart(2 * providerTimeoutMs + 1)).body.status).toBe('awaiting_payment')
  })
})
