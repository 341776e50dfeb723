import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  type Created,
  changeStatus,
  makeBooking,
  makeSpace,
  makeTariff,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { afterLastRefund, lastHalfRefund, price, tariff } from '../../../../testing/fixtures/policy.ts'
import { startOfTests } from '../../../../testing/harness.ts'

// A move must not avoid the cancellation policy under which a booking was made.

const { service, coworking, member } = useCoworking({ balance: 100_000_000 })
let space: Created
let booking: Created
let initialBalance: number

const startsAt = '2026-12-04T10:00:00+03:00'
const whileFullRefund = '2026-12-02T10:00:00+03:00'

beforeEach(async () => {
  await travel(startOfTests)
  initialBalance = await balanceOf(service, member)
  space = await makeRoom()
  const endsAt = '2026-12-04T12:00:00+03:00'
  booking = await makeBooking(service, member, { spaceId: space.id, startsAt, endsAt })
})

async function makeRoom(fields: object = {}): Promise<Created> {
  const { id: tariffId } = await makeTariff(service, coworking.admin, tariff)
  return makeSpace(service, coworking.admin, { locationId: coworking.location.id, tariffId, ...fields })
}

const travel = (instant: string) => travelTo(service, instant, member, coworking.admin)
const move = (body: object, person = member) => moveBooking(service, person, booking.id, body)
const cancel = (person = member, body: object = {}) =>
  changeStatus(service, person, 'cancel', booking.id, body)
const spent = async () => initialBalance - (await balanceOf(service, member))
const later = at('2026-12-20', '10:00', '12:00')
const shorter = { endsAt: '2026-12-04T11:00:00+03:00' }

describe('a cheaper move refunds the percent of the difference that a cancellation would refund', () => {
  it.each([
    ['in full', whileFullRefund, 33_333],
    ['by half, a half of a kopeck rounded up', lastHalfRefund, 16_667],
    ['not at all', afterLastRefund, 0],
  ])('%s', async (_, now, refund) => {
    await travel(now)
    const response = await move(shorter)
    expect(response).toMatchObject({ status: 200, body: { totalPrice: 33_333, refunded: refund } })
    expect(await spent()).toBe(price - refund)
  })
})

describe('the maximum refund of a booking after a move', () => {
  it('is the whole price while its old policy refunded the whole price', async () => {
    await travel(whileFullRefund)
    expect((await move(later)).body).toMatchObject({ refundNow: price })
    expect((await cancel()).body.refund).toBe(price)
    expect(await spent()).toBe(0)
  })

  it('is at most the 50 % of its old policy, although the new start is far ahead', async () => {
    await travel(lastHalfRefund)
    const moved = await move(later)
    expect(moved.body).toMatchObject({
      refundNow: price / 2,
      quote: {
        cancellation: [
          { until: '2026-12-18T07:00:00.000Z', refundPercent: 50 },
          { until: '2026-12-19T07:00:00.000Z', refundPercent: 50 },
        ],
      },
    })
    expect((await cancel()).body.refund).toBe(price / 2)
  })

  it('is 0 once its old policy refunded nothing, and a second move does not raise it', async () => {
    await travel(afterLastRefund)
    expect((await move(later)).body.refundNow).toBe(0)
    expect((await move(at('2026-12-27', '10:00', '12:00'))).body.refundNow).toBe(0)
    expect((await move(at('2026-12-27', '10:00', '11:00'))).body).toMatchObject({ refunded: 0 })
    expect((await cancel()).body.refund).toBe(0)
    expect(await spent()).toBe(price)
  })

  it('is the lowest percent of all moves', async () => {
    await travel(lastHalfRefund)
    await move(at('2026-12-05', '10:00', '12:00'))
    await travel('2026-12-04T10:30:00+03:00')
    expect((await move(later)).body.refundNow).toBe(0)
  })

  it('decreases by the new tiers, too', async () => {
    await travel(lastHalfRefund)
    await move(at('2026-12-06', '10:00', '12:00'))
    await travel('2026-12-05T10:00:00.001+03:00')
    expect((await cancel()).body.refund).toBe(0)
  })

  it('is not raised by a tariff with higher refunds, and is limited by a tariff with lower refunds', async () => {
    const path = `tariffs/${space.tariffId}`
    const setTiers = (cancellation: object[]) =>
      service.request('PATCH', path, { token: coworking.admin.token, body: { cancellation } })
    await travel(lastHalfRefund)
    await setTiers([])
    expect((await move(later)).body).toMatchObject({
      refundNow: price / 2,
      quote: { cancellation: [{ until: '2026-12-20T07:00:00.000Z', refundPercent: 50 }] },
    })
    await setTiers([{ hoursBefore: 0, refundPercent: 10 }])
    expect((await move(at('2026-12-21', '10:00', '12:00'))).body.refundNow).toBe(6_667)
  })

  it('cannot be raised by a move to a later end and back: the added time is refunded by the percent of that moment', async () => {
    await travel(lastHalfRefund)
    await move({ endsAt: '2026-12-04T13:00:00+03:00' })
    await move({ endsAt: '2026-12-04T12:00:00+03:00' })
    expect(await spent()).toBe(price + 33_333 - 16_667)
  })

  it('is not raised by a move of staff, but staff may still choose the percent of a refund', async () => {
    await travel(afterLastRefund)
    expect((await move(later, coworking.admin)).body.refundNow).toBe(0)
    expect((await cancel(coworking.admin, { refundPercent: 80 })).body.refund).toBe(53_333)
  })
})

describe('a booking that waits for approval is refunded up to the limit of the old policy', () => {
  let hall: Created
  beforeEach(async () => {
    hall = await makeRoom({ requiresApproval: true })
    await travel(lastHalfRefund)
    const response = await move({ spaceId: hall.id, ...later })
    expect(response.body).toMatchObject({ status: 'pending', refundNow: price / 2 })
  })

  it('where the member cancels it', async () => {
    expect((await cancel()).body).toMatchObject({ refund: price / 2, booking: { refunded: price / 2 } })
    expect(await spent()).toBe(price / 2)
  })

  it('where it is moved again while it waits, then approved and cancelled', async () => {
    expect((await move(at('2026-12-27', '10:00', '12:00'))).body.refundNow).toBe(price / 2)
    await changeStatus(service, coworking.admin, 'approve', booking.id)
    expect((await cancel()).body.refund).toBe(price / 2)
  })

  it('where nobody approves it until its start', async () => {
    booking = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-08', '10:00', '12:00'),
    })
    await travel('2026-12-07T10:00:00+03:00')
    await move({ spaceId: hall.id })
    await travel('2026-12-08T10:00:00+03:00')
    const path = `bookings/${booking.id}`
    expect(await service.request('DELETE', path, { token: coworking.admin.token })).toMatchObject({
      status: 204,
    })
    expect(await spent()).toBe(price / 2 + price)
  })

  it('but where staff reject it, all that was paid is refunded', async () => {
    await move(at('2026-12-27', '10:00', '11:00'))
    expect(await spent()).toBe(price - 16_667)
    const rejected = await changeStatus(service, coworking.admin, 'reject', booking.id)
    expect(rejected.body).toMatchObject({ status: 'rejected', refunded: price })
    expect(await spent()).toBe(0)
  })

  it.each([
    [100, price],
    [50, price / 2],
    [0, price / 2],
  ])(
    'but staff who cancel it may refund more by a percent of their own: %i',
    async (refundPercent, refund) => {
      expect((await cancel(coworking.admin, { refundPercent })).body).toMatchObject({
        refund,
        booking: { status: 'cancelled', refunded: refund },
      })
      expect(await spent()).toBe(price - refund)
    },
  )

  it('but a booking moved while a cancellation would have refunded all is refunded in full', async () => {
    const early = { spaceId: space.id, ...at('2026-12-21', '10:00', '12:00') }
    booking = await makeBooking(service, member, early)
    expect((await move({ spaceId: hall.id })).body).toMatchObject({ status: 'pending', refundNow: price })
    expect((await changeStatus(service, coworking.admin, 'reject', booking.id)).body.refunded).toBe(price)
  })
})

describe('a tariff without tiers', () => {
  it('refunds all until the start, with or without a move', async () => {
    const { id } = await makeTariff(service, coworking.admin, { hourlyRate: 33_333 })
    const ids = { locationId: coworking.location.id, tariffId: id }
    const withoutTiers = await makeSpace(service, coworking.admin, ids)
    booking = await makeBooking(service, member, {
      spaceId: withoutTiers.id,
      ...at('2026-12-03', '10:00', '12:00'),
    })
    await travel('2026-12-03T09:59:59.999+03:00')
    expect((await move(at('2026-12-03', '10:00', '11:00'))).body.refunded).toBe(33_333)
    expect((await cancel()).body.refund).toBe(33_333)
  })
})

describe('a tier of 0 hours', () => {
  it.each([
    ['exactly at the start', startsAt, 16_667],
    ['not a millisecond later', '2026-12-04T10:00:00.001+03:00', 0],
  ])('applies to a cancellation by staff %s', async (_, now, refund) => {
    const cancellation = [{ hoursBefore: 0, refundPercent: 50 }]
    const { id: tariffId } = await makeTariff(service, coworking.admin, { hourlyRate: 33_333, cancellation })
    const { id: spaceId } = await makeRoom({ tariffId })
    booking = await makeBooking(service, member, { spaceId, startsAt, ...shorter })
    await travel(now)
    expect((await cancel(coworking.admin)).body).toMatchObject({ refund, booking: { refunded: refund } })
    expect(await spent()).toBe(66_666 + 33_333 - refund)
  })
})
