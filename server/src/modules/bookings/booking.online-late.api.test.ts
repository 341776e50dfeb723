import { describe, expect, it } from 'vitest'
import { changeStatus, makeMember, makeSpace, topUp, travelTo } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { runJobs } from '../../jobs.ts'
import { minuteMs } from '../../shared/time-range.ts'

const price = 60_000
const holdMs = 5 * minuteMs

// One provider is enough here: the tests of payments run with each provider.
describe('a booking with `payment: online`', () => {
  const {
    fixture,
    balance,
    providerIdOf,
    expectOnePayment,
    failNextCall,
    assertBooks,
    get,
    ids,
    spaceId,
    nextHour,
    book,
    pay,
    read,
    statusOf,
    payAndDeliver,
  } = useOnlineBookings('stripe', price)

  it('that is not paid in time frees its slot at once; a later payment confirms it where the slot is still free', async () => {
    const requested = nextHour()
    const created = (await book(requested)).body
    fixture.service.clock.advance(holdMs)
    expect(await read(created.id)).toMatchObject({ status: 'expired', actions: [], paymentRequest: null })
    await runJobs(fixture.service.deps)
    expect(await fixture.service.mailsTo(fixture.member.email)).toEqual([])
    await payAndDeliver(created.paymentRequest.id)
    expect(await read(created.id)).toMatchObject({ status: 'confirmed', id: created.id, totalPrice: price })
    expect(await balance()).toBe(0)
    await assertBooks()
  })

  it.each([
    ['whose slot is taken', 'taken'],
    ['whose slot is closed', 'closed'],
    ['whose owner has another booking at that time', 'ownerIsElsewhere'],
    ['that is cancelled', 'cancelled'],
    ['whose owner is blocked', 'blocked'],
  ] as const)(
    'a payment after the end of the hold, for a booking %s, stays in the wallet, and a mail says so',
    async (_, how) => {
      const requested = nextHour()
      const created = (await book(requested)).body
      const { service, admin, member, locationId } = fixture
      if (how === 'cancelled')
        expect(
          (await service.request('POST', `bookings/${created.id}/cancel`, { token: member.token, body: {} }))
            .body,
        ).toMatchObject({
          refund: 0,
          booking: { status: 'cancelled', refunded: 0 },
        })
      service.clock.advance(holdMs)
      const other = await makeSpace(service, admin, ids)
      if (how === 'taken') {
        expect((await book(requested, { by: await makeMember(service, admin) })).status).toBe(201)
      }
      if (how === 'ownerIsElsewhere') expect((await book(requested, { spaceId: other.id })).status).toBe(201)
      if (how === 'closed')
        await service.request('POST', `locations/${locationId}/closures`, {
          token: admin.token,
          body: { from: requested.startsAt, to: requested.endsAt, spaceId: spaceId(), reason: 'Repairs' },
        })
      const block = (blocked: boolean) =>
        service.request('PATCH', `users/${member.id}`, { token: admin.token, body: { blocked } })
      if (how === 'blocked') await block(true)
      await payAndDeliver(created.paymentRequest.id)
      await block(false)
      expect(await statusOf(created.id)).toBe(how === 'cancelled' ? 'cancelled' : 'expired')
      expect(await balance()).toBe(price)
      const mails = await service.mailsTo(member.email)
      expect(mails.at(-1)?.subject).toMatch(/on your balance|на баланс/)
      // This mail is the receipt, too.
      expect(await service.receiptsTo(member.email)).toEqual([])
      await assertBooks()
    },
  )

  it('a payment for a booking that was paid from the wallet meanwhile stays in the wallet, and no mail says that it is not booked', async () => {
    const created = (await book(nextHour())).body
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await pay(created.id)).body.status).toBe('confirmed')
    await payAndDeliver(created.paymentRequest.id)
    expect([await statusOf(created.id), await balance()]).toEqual(['confirmed', price])
    const mails = await fixture.service.mailsTo(fixture.member.email)
    expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('Booking confirmed')])
    expect(await fixture.service.receiptsTo(fixture.member.email)).toHaveLength(2)
    await assertBooks()
  })

  it('a payment for a booking that was paid from the wallet and cancelled meanwhile stays in the wallet, and a mail says so', async () => {
    const { service, admin, member } = fixture
    const created = (await book(nextHour())).body
    await topUp(service, admin, member.id, price)
    expect((await pay(created.id)).body.status).toBe('confirmed')
    await changeStatus(service, member, 'cancel', created.id)
    await payAndDeliver(created.paymentRequest.id)
    expect([await statusOf(created.id), await balance()]).toEqual(['cancelled', 2 * price])
    const subjects = (await service.mailsTo(member.email)).map(({ subject }) => subject)
    expect(subjects).toContainEqual(expect.stringContaining('on your balance'))
    await assertBooks()
  })

  it('is returned by `pay` where it was paid and checked in while `pay` waited', async () => {
    const { service, member } = fixture
    const requested = nextHour()
    await travelTo(service, new Date(Date.parse(requested.startsAt) - 10 * minuteMs).toISOString(), member)
    const created = (await book(requested)).body
    const path = `/api/v1/bookings/${created.id}/pay`
    const held = await holdLock(
      service,
      `INSERT INTO idempotency_keys (user_id, method, path, key, request_hash, created_at) VALUES ($1, 'POST', $2, 'slow', '', now())`,
      [member.id, path],
    )
    const response = pay(created.id, {}, { headers: { 'idempotency-key': 'slow' } })
    await held.untilWaiting(1)
    await payAndDeliver(created.paymentRequest.id)
    expect((await changeStatus(service, member, 'check-in', created.id)).status).toBe(200)
    await held.run('ROLLBACK')
    await held.release()
    expect(await response).toMatchObject({ status: 200, body: { id: created.id, status: 'checked_in' } })
    await assertBooks()
  })

  it.each([
    ['fails and is not carried out', 'failBefore'],
    ['fails after it was carried out', 'failAfter'],
    ['is carried out, and the connection breaks', 'cut'],
  ] as const)(
    'ends its hold at once where the call to the provider %s; if that payment is paid all the same, the money stays in the wallet',
    async (_, fault) => {
      const requested = nextHour()
      failNextCall(fault)
      const headers = { 'idempotency-key': `away-${fault}` }
      expectProblem(await book(requested, { headers }), 503, 'provider_unavailable')
      const items = (await fixture.service.request('GET', 'bookings', { token: fixture.member.token })).body
        .items
      expect(items).toMatchObject([{ status: 'expired' }])
      const again = await book(requested, { headers })
      expect(again.status, again.text).toBe(201)
      expect(again.body.id).not.toBe(items[0].id)
      await payAndDeliver(again.body.paymentRequest.id)
      expect(await statusOf(again.body.id)).toBe('confirmed')
      const payments = (await fixture.service.request('GET', 'me/payments', { token: fixture.member.token }))
        .body.items
      const first = payments.find(({ bookingId }: { bookingId: string }) => bookingId === items[0].id)
      if (fault !== 'failBefore') {
        await payAndDeliver(first.id)
        expect(await statusOf(items[0].id)).toBe('expired')
        expect(await balance()).toBe(price)
      }
      await assertBooks()
    },
  )

  it('is made once with one key, also where the service died before it called the provider', async () => {
    const headers = { 'idempotency-key': 'once' }
    const requested = nextHour()
    const first = await book(requested, { headers })
    const again = await book(requested, { headers })
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true'])
    // This is the state after a crash between the commit and the call.
    const { pool } = fixture.service.deps
    await pool.query(
      `UPDATE idempotency_keys SET answer = jsonb_set(answer::jsonb, '{paymentRequest,checkoutUrl}', 'null')::text WHERE key = 'once' AND user_id = $1`,
      [fixture.member.id],
    )
    await pool.query('UPDATE payments SET provider_id = NULL, checkout_url = NULL WHERE id = $1', [
      first.body.paymentRequest.id,
    ])
    const revived = await book(requested, { headers })
    expect(revived.status).toBe(201)
    expect(revived.headers['idempotency-replayed']).toBeUndefined()
    expect(revived.body).toEqual(first.body)
    expectOnePayment(first.body.paymentRequest.id)
  })

  it('is confirmed by a job or by `pay` once the provider has the money, so that nobody pays twice although every webhook is lost', async () => {
    const first = (await book(nextHour())).body
    fixture.provider.pay(providerIdOf(first.paymentRequest.id))
    fixture.service.clock.advance(3_000)
    expect((await pay(first.id, { payment: 'online' })).body).toMatchObject({ status: 'confirmed' })
    const second = (await book(nextHour())).body
    fixture.provider.pay(providerIdOf(second.paymentRequest.id))
    fixture.service.clock.advance(30_000)
    await Promise.all([runJobs(fixture.service.deps), runJobs(fixture.service.deps)])
    expect(await statusOf(second.id)).toBe('confirmed')
    expect(await get(second.paymentRequest.id)).toMatchObject({ status: 'succeeded', bookingId: second.id })
    await assertBooks()
  })

  it('is limited to three holds at once and six expired holds in a day, which is checked before the slot', async () => {
    const hours = [nextHour(), nextHour(), nextHour()]
    for (const requested of hours) expect((await book(requested)).status).toBe(201)
    expectProblem(await book(hours[0] as object), 409, 'too_many_unpaid')
    fixture.service.clock.advance(holdMs)
    for (const requested of hours) expect((await book(requested)).status).toBe(201)
    fixture.service.clock.advance(holdMs)
    expectProblem(await book(nextHour()), 409, 'too_many_unpaid')
    await topUp(fixture.service, fixture.admin, fixture.member.id, price)
    expect((await book(nextHour())).body.status).toBe('confirmed')
  })

  it('is not limited by the holds that the member has cancelled', async () => {
    const { service, member } = fixture
    for (let count = 0; count < 7; count++) {
      const { status, body } = await book(nextHour())
      expect(status).toBe(201)
      await changeStatus(service, member, 'cancel', body.id)
    }
    expect((await book(nextHour())).status).toBe(201)
  })
})
