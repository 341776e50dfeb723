import { describe, expect, it } from 'vitest'
import { at, changeStatus, makePerson, topUp, travelTo } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { runJobs } from '../../jobs.ts'
import { hourMs, minuteMs } from '../../shared/time-range.ts'

const price = 60_000
const holdMs = 5 * minuteMs

describe('a booking that was not paid', () => {
  const { fixture, balance, assertBooks, nextHour, book, statusOf, payAndDeliver } = useOnlineBookings(
    'stripe',
    price,
  )

  it('and that staff cancel with a refund of 100 percent refunds nothing', async () => {
    const { id } = (await book(nextHour())).body
    const { status, body } = await changeStatus(fixture.service, fixture.admin, 'cancel', id, {
      refundPercent: 100,
    })
    expect([status, body]).toMatchObject([200, { refund: 0, booking: { status: 'cancelled', refunded: 0 } }])
    expect(await balance()).toBe(0)
    await assertBooks()
  })

  it('and whose slot is held by a booking of another member is confirmed by its late payment once that hold is over, too, although no job has run', async () => {
    const requested = nextHour()
    const first = (await book(requested)).body
    fixture.service.clock.advance(holdMs)
    await runJobs(fixture.service.deps)
    expect((await book(requested, { by: await makePerson(fixture.service) })).status).toBe(201)
    fixture.service.clock.advance(holdMs)
    await payAndDeliver(first.paymentRequest.id)
    expect([await statusOf(first.id), await balance()]).toEqual(['confirmed', 0])
    await assertBooks()
  })

  it('and whose owner has booked the hours before and after it is confirmed by its late payment', async () => {
    const requested = nextHour()
    const { id, paymentRequest } = (await book(requested)).body
    fixture.service.clock.advance(holdMs)
    await topUp(fixture.service, fixture.admin, fixture.member.id, 2 * price)
    const day = requested.startsAt.slice(0, 10)
    for (const hour of [at(day, '09:00', '10:00'), at(day, '11:00', '12:00')])
      expect((await book(hour, { payment: 'wallet' })).body.status).toBe('confirmed')
    await payAndDeliver(paymentRequest.id)
    expect([await statusOf(id), await balance()]).toEqual(['confirmed', 0])
    await assertBooks()
  })

  it.each([
    ['a moment before', 1, 'confirmed', 0],
    ['exactly at', 0, 'expired', price],
  ])('and whose late payment comes %s its start', async (_, msBefore, status, left) => {
    const { id, startsAt, paymentRequest } = (await book(nextHour())).body
    // `payAndDeliver` advances the clock by three seconds.
    const paidAt = new Date(Date.parse(startsAt) - msBefore - 3_000).toISOString()
    await travelTo(fixture.service, paidAt, fixture.member)
    await payAndDeliver(paymentRequest.id)
    expect([await statusOf(id), await balance()]).toEqual([status, left])
    await assertBooks()
    fixture.service.clock.advance(hourMs)
  })
})
