import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  type Created,
  changeStatus,
  makeBooking,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { clearCancellationMark, markForCancellation } from '../../../../testing/fixtures/closures.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { afterLastRefund, lastHalfRefund, price, tariff } from '../../../../testing/fixtures/policy.ts'
import { startOfTests } from '../../../../testing/harness.ts'

// A closure refunds more than the policy of a booking; a move meanwhile must not keep the higher refund for good.

const { service, coworking, member } = useCoworking({ balance: 100_000_000, tariff })
let booking: Created
let initialBalance: number

const later = at('2026-12-20', '10:00', '12:00')
const laterAndShorter = at('2026-12-20', '10:00', '11:00')

beforeEach(async () => {
  await travel(startOfTests)
  initialBalance = await balanceOf(service, member)
  const { id: spaceId } = await coworking.makeRoom()
  booking = await makeBooking(service, member, { spaceId, ...at('2026-12-04', '10:00', '12:00') })
})

const travel = (instant: string) => travelTo(service, instant, member, coworking.admin)
const move = (body: object) => moveBooking(service, member, booking.id, body)
const cancel = () => changeStatus(service, member, 'cancel', booking.id)
const read = async () =>
  (await service.request('GET', `bookings/${booking.id}`, { token: member.token })).body
const spent = async () => initialBalance - (await balanceOf(service, member))
const close = async ({ startsAt: from, endsAt: to }: { startsAt: string; endsAt: string }) => {
  const path = `locations/${coworking.location.id}/closures?cancelBookings=true`
  const body = { from, to, spaceId: booking.spaceId }
  return service.request('POST', path, { token: coworking.admin.token, body })
}

describe('the refund of a booking that was moved', () => {
  it('is the whole price where a closure cancels the booking', async () => {
    await travel(afterLastRefund)
    await move(later)
    expect((await close(later)).body.cancelledBookingIds).toEqual([booking.id])
    expect(await spent()).toBe(0)
  })

  it('includes the part that a move to a cheaper time kept, where a closure cancels the booking', async () => {
    await travel(lastHalfRefund)
    expect((await move(laterAndShorter)).body.refunded).toBe(16_667)
    await close(later)
    expect(await spent()).toBe(0)
    expect(await read()).toMatchObject({ status: 'cancelled', refunded: price })
  })

  it('is also paid to an owner who cancels the booking while a closure is about to cancel it', async () => {
    await travel(lastHalfRefund)
    await move(laterAndShorter)
    await markForCancellation(service, booking.id)
    expect((await read()).refundNow).toBe(price - 16_667)
    expect((await cancel()).body.refund).toBe(price - 16_667)
    expect(await spent()).toBe(0)
  })
})

describe('a move out of the closed time', () => {
  it.each([
    ['nothing', afterLastRefund, 0, 0],
    ['half', lastHalfRefund, 50, 16_667],
  ])(
    'refunds the whole difference; a later cancellation refunds %s, as by the policy before the move',
    async (_, now, refundPercent, refund) => {
      await travel(now)
      await markForCancellation(service, booking.id)
      expect((await move(laterAndShorter)).body).toMatchObject({
        refunded: 33_333,
        quote: {
          cancellation: [
            { until: '2026-12-18T07:00:00.000Z', refundPercent },
            { until: '2026-12-19T07:00:00.000Z', refundPercent },
          ],
        },
      })
      await clearCancellationMark(service, booking.id)
      expect((await read()).refundNow).toBe(refund)
      expect((await cancel()).body.refund).toBe(refund)
      expect(await spent()).toBe(33_333 - refund)
    },
  )

  it('has in its response the full refund that the closure would still pay', async () => {
    await travel(lastHalfRefund)
    await move(laterAndShorter)
    await markForCancellation(service, booking.id)
    const moved = await move(at('2026-12-21', '10:00', '11:00'))
    expect(moved.body.refundNow).toBe(price - 16_667)
    expect(await read()).toMatchObject({ refundNow: price - 16_667 })
  })

  it('does not raise the limit that an earlier move has set', async () => {
    await travel(lastHalfRefund)
    await move(later)
    await markForCancellation(service, booking.id)
    await move(at('2026-12-21', '10:00', '12:00'))
    await clearCancellationMark(service, booking.id)
    expect((await cancel()).body.refund).toBe(price / 2)
  })
})
