import { describe, expect, it } from 'vitest'
import { type Created, topUp, travelTo } from '../../../../testing/factories.ts'
import { markAwaitingCancellation } from '../../../../testing/fixtures/closures.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { sweepDue } from './booking.jobs.ts'

const price = 60_000

// A large closure cancels its bookings in batches. Until a booking is cancelled, neither a job nor a request writes that time has ended it.
describe('money for a booking that a closure is about to cancel', () => {
  const { fixture, nextHour, book, pay, statusOf, balance, payAndDeliver, assertBooks } = useOnlineBookings(
    'stripe',
    price,
  )

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
    await markAwaitingCancellation(fixture.service, booking.id)
    await travel(booking.endsAt)
    await payAndDeliver(booking.paymentRequest.id)
    expect(await balance()).toBe(price)
    expect(await close(booking)).toEqual([booking.id])
    expect([await statusOf(booking.id), await balance()]).toEqual(['cancelled', 2 * price])
    await assertBooks()
  })

  it('stays in the wallet where the booking is not paid yet, and a mail says so', async () => {
    const booking = (await book(nextHour())).body
    await markAwaitingCancellation(fixture.service, booking.id)
    await travel(booking.holdUntil)
    await payAndDeliver(booking.paymentRequest.id)
    await sweepDue(fixture.service.deps)
    expect(await balance()).toBe(price)
    expect((await fixture.service.mailsTo(fixture.member.email)).at(-1)?.subject).toMatch(/on your balance/)
    expect(await close(booking)).toEqual([booking.id])
    expect([await statusOf(booking.id), await balance()]).toEqual(['cancelled', price])
    await assertBooks()
  })
})
