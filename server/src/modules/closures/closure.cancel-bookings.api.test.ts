import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  changeStatus,
  makeBooking,
  makeMember,
  makeSpace,
  makeTariff,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { funds, useClosures } from '../../../../testing/fixtures/closures.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, fixture, close, read, closures, makeAnotherSpace } = useClosures()
const cancelling = { query: '?cancelBookings=true' }

describe('a closure with cancelBookingIds', () => {
  it('cancels the bookings only if the caller has named each of them, and otherwise is a closure_conflict with all ids', async () => {
    const spaceId = fixture.space.id
    const seen = await makeBooking(service, fixture.member, {
      spaceId,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    const fields = { cancelBookingIds: [seen.id.toUpperCase()] }
    const later = await makeBooking(service, fixture.member, {
      spaceId,
      ...at('2026-12-02', '12:00', '13:00'),
    })
    for (const options of [{}, cancelling]) {
      const refused = await close('2026-12-02', '10:00', '13:00', fields, options)
      expectProblem(refused, 409, 'closure_conflict')
      expect([...refused.body.bookingIds].sort()).toEqual([seen.id, later.id].sort())
    }
    expect(await closures()).toEqual([])
    const closed = await close('2026-12-02', '10:00', '11:00', fields)
    expect([closed.status, closed.body.cancelledBookingIds]).toEqual([201, [seen.id]])
    expect((await read(later.id)).status).toBe('confirmed')
  })

  it('may name 10,000 bookings', async () => {
    const cancelBookingIds = Array.from({ length: 10_000 }, () => randomUUID())
    expect((await close('2026-12-02', '10:00', '11:00', { cancelBookingIds })).status).toBe(201)
  })
})

describe('a closure with cancelBookings', () => {
  it('cancels the bookings with a full refund, despite the policy, and returns their ids', async () => {
    const second = await makeMember(service, fixture.admin, funds)
    const other = await makeAnotherSpace()
    const ownBooking = await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-02', '10:00', '12:30'),
    })
    const secondBooking = await makeBooking(service, second, {
      spaceId: other.id,
      ...at('2026-12-02', '12:00', '13:00'),
    })
    const later = await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-02', '13:00', '14:00'),
    })
    expect(ownBooking.refundNow).toBe(0)
    expect(await balanceOf(service, fixture.member)).toBe(funds - 150_000 - 60_000)
    const response = await close('2026-12-02', '12:00', '13:00', { reason: 'Протечка' }, cancelling)
    expect(response.status).toBe(201)
    expect([...response.body.cancelledBookingIds].sort()).toEqual([ownBooking.id, secondBooking.id].sort())
    expect(await read(ownBooking.id)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'Протечка',
      cancelledAt: startOfTests,
      totalPrice: 150_000,
      refunded: 150_000,
      refundNow: 0,
      version: 2,
    })
    expect((await read(later.id)).status).toBe('confirmed')
    expect(await balanceOf(service, fixture.member)).toBe(funds - 60_000)
    expect(await balanceOf(service, second)).toBe(funds)
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: fixture.member.token })
    expect(entries.body.items).toMatchObject([
      { amount: 150_000, kind: 'refund', bookingId: ownBooking.id, balanceAfter: funds - 60_000 },
    ])
  })

  it('refunds the present price of a moved booking, in addition to the refund of the move', async () => {
    const generous = await makeTariff(service, fixture.admin, { hourlyRate: 60_000 })
    const { id: spaceId } = await makeSpace(service, fixture.admin, {
      locationId: fixture.location.id,
      tariffId: generous.id,
    })
    const booking = await makeBooking(service, fixture.member, {
      spaceId,
      ...at('2026-12-02', '10:00', '14:00'),
    })
    await moveBooking(service, fixture.member, booking.id, at('2026-12-02', '10:00', '11:00'))
    await close('2026-12-02', '10:00', '12:00', {}, cancelling)
    expect(await read(booking.id)).toMatchObject({
      status: 'cancelled',
      cancelReason: null,
      totalPrice: 60_000,
      refunded: 240_000,
    })
    expect(await balanceOf(service, fixture.member)).toBe(funds)
  })

  it('refunds a running, checked-in booking in full', async () => {
    const booking = await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-01', '09:00', '12:00'),
    })
    await changeStatus(service, fixture.member, 'check-in', booking.id)
    await travelTo(service, '2026-12-01T07:00:00Z', fixture.admin, fixture.member)
    const response = await close('2026-12-01', '10:00', '18:00', {}, cancelling)
    await travelTo(service, startOfTests, fixture.admin, fixture.member)
    expect(response.body.cancelledBookingIds).toEqual([booking.id])
    expect(await balanceOf(service, fixture.member)).toBe(funds)
  })

  it('does not change a booking that is completed because its end has passed', async () => {
    const booking = await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-01', '09:00', '10:00'),
    })
    await travelTo(service, '2026-12-01T07:00:00Z', fixture.admin, fixture.member)
    const response = await close('2026-12-01', '09:00', '18:00', {}, cancelling)
    expect(response.body.cancelledBookingIds).toEqual([])
    expect((await read(booking.id)).status).toBe('completed')
    await travelTo(service, startOfTests, fixture.admin, fixture.member)
    expect(await balanceOf(service, fixture.member)).toBe(funds - 60_000)
  })

  it('is made once by five simultaneous requests with one Idempotency-Key', async () => {
    await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-02', '10:00', '12:00'),
    })
    const options = { ...cancelling, headers: { 'idempotency-key': randomUUID() } }
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => close('2026-12-02', '09:00', '13:00', {}, options)),
    )
    for (const response of responses)
      expect([response.status, response.body]).toEqual([201, responses[0]?.body])
    expect(responses.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(4)
    expect(await closures()).toHaveLength(1)
    expect(await balanceOf(service, fixture.member)).toBe(funds)
  })
})
