import { describe, expect, it, vi } from 'vitest'
import { changeStatus, topUp } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { minuteMs } from '../../shared/time-range.ts'
import { providerTimeoutMs } from '../payments/payment.provider.ts'

const price = 60_000
const holdMs = 5 * minuteMs

describe('a booking with `payment: online` whose request is repeated', () => {
  const { fixture, failNextCall, nextHour, book, pay, statusOf } = useOnlineBookings('stripe', price)
  const headers = { 'idempotency-key': 'once' }

  const onlyBooking = async () => {
    const { items } = (await fixture.service.request('GET', 'bookings', { token: fixture.member.token })).body
    expect(items).toHaveLength(1)
    return items[0]
  }

  /** Sends a request; the provider has carried out its call, and responds when `finish` is called. */
  async function beginHeld(send: () => ReturnType<typeof book>) {
    const { faults, state } = fixture.provider
    const before = state.payments.size
    const { promise, resolve } = Promise.withResolvers<void>()
    faults.heldUntil = promise
    const first = send()
    await vi.waitFor(() => expect(state.payments.size).toBe(before + 1), 5_000)
    const finish = () => {
      resolve()
      return first
    }
    return { finish }
  }

  /** Brings about the state after a crash between the commit and the call of the provider. */
  async function forgetCheckout(paymentId: string): Promise<void> {
    const { pool } = fixture.service.deps
    await pool.query(
      `UPDATE idempotency_keys SET answer = jsonb_set(answer::jsonb, '{paymentRequest,checkoutUrl}', 'null')::text WHERE key = 'once' AND user_id = $1`,
      [fixture.member.id],
    )
    await pool.query('UPDATE payments SET provider_id = NULL, checkout_url = NULL WHERE id = $1', [paymentId])
  }

  it('keeps the hold where the provider refuses the repetition while the first request still runs', async () => {
    const requested = nextHour()
    const { finish } = await beginHeld(() => book(requested, { headers }))
    failNextCall('failBefore')
    expectProblem(await book(requested, { headers }), 409, 'idempotency_in_progress')
    const created = await finish()
    expect(created.status, created.text).toBe(201)
    expect(created.body.paymentRequest.checkoutUrl).toContain(fixture.provider.url)
    const again = await book(requested, { headers })
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([created.body, 'true'])
    expect(await statusOf(created.body.id)).toBe('awaiting_payment')
  })

  it('keeps the hold where the first request fails after the repetition got the checkout', async () => {
    const requested = nextHour()
    const { finish } = await beginHeld(() => book(requested, { headers }))
    const repeated = await book(requested, { headers })
    expect(repeated.status, repeated.text).toBe(201)
    fixture.provider.faults.failAfter = 1
    const created = await finish()
    expect([created.status, created.body]).toEqual([201, repeated.body])
    expect(await onlyBooking()).toMatchObject({ id: created.body.id, status: 'awaiting_payment' })
  })

  it('is returned as confirmed, also to a repetition, where it was paid from the wallet before its first request failed', async () => {
    const requested = nextHour()
    const { finish } = await beginHeld(() => book(requested, { headers }))
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    const { id } = await onlyBooking()
    expect((await pay(id)).body.status).toBe('confirmed')
    fixture.provider.faults.failAfter = 1
    const created = await finish()
    expect(created.body).toMatchObject({ id, status: 'confirmed' })
    const again = await book(requested, { headers })
    expect([again.status, again.body]).toEqual([201, created.body])
  })

  it.each([
    ['because time has passed', 2 * providerTimeoutMs],
    ['because the clock was set back since', -3_600_000],
  ])(
    'frees the slot where the first request cannot run any more, %s, and the provider does not respond',
    async (_, passedMs) => {
      const requested = nextHour()
      const created = (await book(requested, { headers })).body
      await forgetCheckout(created.paymentRequest.id)
      failNextCall('failBefore')
      expectProblem(await book(requested, { headers }), 409, 'idempotency_in_progress')
      expect(await statusOf(created.id)).toBe('awaiting_payment')
      fixture.service.clock.advance(passedMs)
      failNextCall('failBefore')
      expectProblem(await book(requested, { headers }), 503, 'provider_unavailable')
      expect(await statusOf(created.id)).toBe('expired')
      expect((await book(requested, { headers })).body).toMatchObject({ status: 'awaiting_payment' })
    },
  )

  it('is made again after its hold has ended, and repetitions return the second booking, although the first request ends later', async () => {
    const requested = nextHour()
    const { finish } = await beginHeld(() => book(requested, { headers }))
    fixture.service.clock.advance(2 * providerTimeoutMs)
    failNextCall('failBefore')
    expectProblem(await book(requested, { headers }), 503, 'provider_unavailable')
    const created = await book(requested, { headers })
    expect(created.status, created.text).toBe(201)
    expectProblem(await finish(), 503, 'provider_unavailable')
    const again = await book(requested, { headers })
    expect([again.status, again.body, again.headers['idempotency-replayed']]).toEqual([
      201,
      created.body,
      'true',
    ])
  })

  it('is returned to repetitions as paid from the wallet, although the first request of `pay` ends later', async () => {
    const { id } = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, 100)
    const payOnline = () => pay(id, { payment: 'online' }, { headers })
    const { finish } = await beginHeld(payOnline)
    fixture.provider.faults.refuse = 1
    expectProblem(await payOnline(), 422, 'payments_unavailable')
    await topUp(fixture.service, fixture.admin, fixture.member.id, price - 100)
    const paid = await payOnline()
    expect(paid.body).toMatchObject({ status: 'confirmed' })
    expectProblem(await finish(), 422, 'payments_unavailable')
    const again = await payOnline()
    expect([again.status, again.body, again.headers['idempotency-replayed']]).toEqual([
      200,
      paid.body,
      'true',
    ])
  })

  it('gets no checkout where it was cancelled before the repetition', async () => {
    const requested = nextHour()
    const created = (await book(requested, { headers })).body
    await forgetCheckout(created.paymentRequest.id)
    await changeStatus(fixture.service, fixture.member, 'cancel', created.id)
    failNextCall('failBefore')
    const again = await book(requested, { headers })
    expect(again.status, again.text).toBe(201)
    expect(again.body).toMatchObject({ id: created.id, status: 'cancelled', paymentRequest: null })
    expect(fixture.provider.faults.failBefore).toBe(1)
  })

  it('does not keep its key where it was deleted before the repetition', async () => {
    const requested = nextHour()
    const created = (await book(requested, { headers })).body
    await forgetCheckout(created.paymentRequest.id)
    fixture.service.clock.advance(holdMs)
    const { token } = fixture.admin
    expect((await fixture.service.request('DELETE', `bookings/${created.id}`, { token })).status).toBe(204)
    expectProblem(await book(requested, { headers }), 503, 'provider_unavailable')
    const again = await book(requested, { headers })
    expect(again.body).toMatchObject({ status: 'awaiting_payment' })
    expect(again.body.id).not.toBe(created.id)
  })

  it('is not paid for after its hold has ended, also where the key of `pay` is repeated', async () => {
    const { id } = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, 100)
    const begun = await pay(id, { payment: 'online' }, { headers })
    expect(begun.body.paymentRequest).toMatchObject({ amount: price - 100 })
    await forgetCheckout(begun.body.paymentRequest.id)
    fixture.service.clock.advance(holdMs)
    failNextCall('failBefore')
    // A refusal releases the key, so the second request is refused by the booking, too.
    for (let count = 0; count < 2; count++) {
      const late = await pay(id, { payment: 'online' }, { headers })
      expectProblem(late, 409, 'invalid_transition')
      expect(late.body.detail).toMatch(/^This booking no longer awaits payment/)
    }
    expect(fixture.provider.faults.failBefore).toBe(1)
  })

  it('is not limited by holds that ended because the provider was away, whatever changes in them later', async () => {
    const { service, admin, member } = fixture
    for (let count = 0; count < 6; count++) {
      failNextCall('failBefore')
      expectProblem(await book(nextHour()), 503, 'provider_unavailable')
    }
    service.clock.advance(holdMs)
    const { items } = (await service.request('GET', 'bookings', { token: member.token })).body
    expect(items).toHaveLength(6)
    for (const [index, { id }] of items.entries()) {
      const changed =
        index % 2 === 0
          ? await service.request('PATCH', `bookings/${id}`, { token: member.token, body: { title: 'Lost' } })
          : await service.request('DELETE', `bookings/${id}`, { token: admin.token })
      expect(changed.status, changed.text).toBeLessThan(300)
    }
    expect((await book(nextHour())).body).toMatchObject({ status: 'awaiting_payment' })
  })
})
