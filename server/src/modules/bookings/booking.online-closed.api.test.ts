import { describe, expect, it } from 'vitest'
import { type Created, makeSpace, topUp, travelTo } from '../../../../testing/factories.ts'
import { markForCancellation } from '../../../../testing/fixtures/closures.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { hourMs } from '../../shared/time-range.ts'
import { sweepDue } from './booking.jobs.ts'

const price = 60_000

// A large closure cancels its bookings in batches. Until a booking is cancelled, neither a job nor a request writes that time has ended it.
describe('money for a booking that a closure is about to cancel', () => {
  const { fixture, ids, nextHour, book, pay, statusOf, balance, payAndDeliver, assertBooks } =
    useOnlineBookings('stripe', price)

  const travel = (instant: string) => travelTo(fixture.service, instant, fixture.member, fixture.admin)
  const close = async ({ startsAt: from, endsAt: to, spaceId }: Created) => {
    const { service, admin, locationId } = fixture
    const path = `locations/${locationId}/closures?cancelBookings=true`
    const body = { from, to, spaceId, reason: 'Repairs' }
    return (await service.request('POST', path, { token: admin.token, body })).body.cancelledBookingIds
  }

  it('stays in the wallet where the booking was paid from the wallet meanwhile; the booking does not become `completed`, so the closure refunds it in full', async () => {
    const { service, admin, member } = fixture
    const booking = (await book(nextHour())).body
    await topUp(service, admin, member.id, price)
    expect((await pay(booking.id)).body.status).toBe('confirmed')
    await markForCancellation(fixture.service, booking.id)
    await travel(booking.endsAt)
    await payAndDeliver(booking.paymentRequest.id)
    expect(await balance()).toBe(price)
    expect(await close(booking)).toEqual([booking.id])
    expect([await statusOf(booking.id), await balance()]).toEqual(['cancelled', 2 * price])
    await assertBooks()
  })

  it('stays in the wallet where the booking is not paid yet, and a mail says so', async () => {
    const booking = (await book(nextHour())).body
    await markForCancellation(fixture.service, booking.id)
    await travel(booking.holdUntil)
    await payAndDeliver(booking.paymentRequest.id)
    await sweepDue(fixture.service.deps)
    expect(await balance()).toBe(price)
    expect((await fixture.service.mailsTo(fixture.member.email)).at(-1)?.subject).toMatch(/on your balance/)
    expect(await close(booking)).toEqual([booking.id])
    expect([await statusOf(booking.id), await balance()]).toEqual(['cancelled', price])
    await assertBooks()
  })

  it('stays in the wallet where it is for another booking of its owner at that time, also after the marked booking is due', async () => {
    const { service, admin, member } = fixture
    const { id: spaceId } = await makeSpace(service, admin, { ...ids, requiresApproval: true })
    await topUp(service, admin, member.id, 2 * price)
    const { startsAt, endsAt } = nextHour()
    const twoHours = { startsAt, endsAt: new Date(Date.parse(endsAt) + hourMs).toISOString() }
    const pending = (await book(twoHours, { spaceId, payment: 'wallet' })).body
    expect(pending.status).toBe('pending')
    const unpaid = (await book({ startsAt: endsAt, endsAt: twoHours.endsAt })).body
    await markForCancellation(service, pending.id)
    await travel(pending.startsAt)
    await payAndDeliver(unpaid.paymentRequest.id)
    expect([await statusOf(unpaid.id), await balance()]).toEqual(['expired', price])
    expect(await close(pending)).toEqual([pending.id])
    await assertBooks()
  })
})
