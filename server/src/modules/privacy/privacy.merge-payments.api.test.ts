import { describe, expect, it } from 'vitest'
import { makePerson } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { minuteMs } from '../../shared/time-range.ts'

describe('an account with card payments that is merged into another', () => {
  const { fixture, get, balance, payOnline, refund, providerIdOf, nextHour, book, assertBooks } =
    useOnlineBookings('stripe', 60_000)

  const mergeInto = (intoId: string) =>
    fixture.service.request('POST', `users/${fixture.member.id}/merge`, {
      token: fixture.admin.token,
      body: { into: intoId },
    })

  it('prevents the deletion of the surviving account while one of its payments is being refunded', async () => {
    const paymentId = await payOnline(1_000)
    const survivor = await makePerson(fixture.service)
    expect((await mergeInto(survivor.id)).status).toBe(200)
    fixture.provider.faults.failBefore = 1
    expect((await refund(paymentId, 1_000, { by: fixture.admin })).body).toMatchObject({ status: 'pending' })
    const { token } = fixture.admin
    const removed = await fixture.service.request('DELETE', `users/${survivor.id}`, { token })
    expectProblem(removed, 409, 'balance_not_settled')
    expect(removed.body.pendingPaymentIds).toEqual([paymentId])
    await assertBooks()
  })

  it('keeps a booking whose hold is over, although no job has written that it has expired', async () => {
    const { id, paymentRequest } = (await book(nextHour())).body
    fixture.provider.finish(providerIdOf(paymentRequest.id), 'expired')
    fixture.service.clock.advance(5 * minuteMs)
    expect((await get(paymentRequest.id)).status).toBe('expired')
    expect(await balance()).toBe(0)
    const survivor = await makePerson(fixture.service)
    expect((await mergeInto(survivor.id)).status).toBe(200)
    const { body } = await fixture.service.request('GET', `bookings/${id}`, { token: fixture.admin.token })
    expect(body).toMatchObject({ userId: fixture.member.id, status: 'expired' })
    await assertBooks()
  })
})
