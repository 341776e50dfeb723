import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { refused } from '../../../../testing/refusals.ts'

// 333.33 for the hour: every tier produces halves and parts of a kopeck.
const tariff = {
  hourlyRate: 33_333,
  cancellation: [
    { hoursBefore: 2, refundPercent: 15 },
    { hoursBefore: 48, refundPercent: 100 },
    { hoursBefore: 24, refundPercent: 50 },
  ],
}

const { service, coworking, member } = useCoworking({ balance: 100_000_000, tariff })
let manager: Person
let booking: Created
let initialBalance: number

const hour = at('2026-12-10', '10:00', '11:00')

beforeAll(async () => {
  manager = await makePerson(service, 'manager', [coworking.location.id])
})

beforeEach(async () => {
  await travel(startOfTests)
  initialBalance = await balanceOf(service, member)
  booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...hour })
})

const travel = (instant: string) => travelTo(service, instant, member, manager, coworking.admin)
const makeRoom = async (fields: object = {}): Promise<string> => (await coworking.makeRoom(fields)).id
const cancel = (person = member, body: object = {}) =>
  changeStatus(service, person, 'cancel', booking.id, body)
const read = async () =>
  (await service.request('GET', `bookings/${booking.id}`, { token: coworking.admin.token })).body
const spent = async () => initialBalance - (await balanceOf(service, member))

describe('a cancellation', () => {
  it('returns the refund and the booking, which keeps its price and has the reason', async () => {
    const response = await cancel(member, { reason: 'Ill' })
    expect(response).toMatchObject({ status: 200, body: { refund: 33_333 } })
    expect(response.body.booking).toEqual({
      ...booking,
      status: 'cancelled',
      refunded: 33_333,
      refundNow: 0,
      cancelledAt: startOfTests,
      cancelReason: 'Ill',
      version: 2,
      actions: [],
    })
    expect(await read()).toEqual(response.body.booking)
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: member.token })
    expect(entries.body.items).toMatchObject([{ kind: 'refund', amount: 33_333, bookingId: booking.id }])
  })

  it('needs neither a reason nor a body', async () => {
    const path = `bookings/${booking.id}/cancel`
    const response = await service.request('POST', path, { token: member.token })
    expect(response).toMatchObject({ status: 200, body: { refund: 33_333, booking: { cancelReason: null } } })
  })

  it('has no reason where the given reason is empty, or a closure without a reason cancels the booking', async () => {
    expect((await cancel(member, { reason: ' ' })).body.booking).toMatchObject({ cancelReason: null })
    booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...hour })
    const body = { from: hour.startsAt, to: hour.endsAt, spaceId: booking.spaceId }
    const path = `locations/${coworking.location.id}/closures?cancelBookings=true`
    await service.request('POST', path, { token: manager.token, body })
    expect(await read()).toMatchObject({ status: 'cancelled', cancelReason: null })
  })

  it('happens once: a second cancellation is refused and refunds nothing', async () => {
    await cancel()
    for (const person of [member, manager])
      expect(await cancel(person)).toMatchObject(refused(409, 'invalid_transition'))
    expect(await spent()).toBe(0)
  })

  it('is 404 for a user who may not see the booking', async () => {
    const otherMember = await makeMember(service, coworking.admin, 0)
    const managerOfNone = await makePerson(service, 'manager', [])
    for (const person of [otherMember, managerOfNone])
      for (const body of [{}, { refundPercent: 100 }])
        expect(await cancel(person, body)).toMatchObject(refused(404, 'not_found'))
    const nothing = await changeStatus(service, coworking.admin, 'cancel', randomUUID())
    expect(nothing).toMatchObject(refused(404, 'not_found'))
  })
})

describe('the refund of a cancellation by its owner', () => {
  it.each([
    ['48 hours before the start', '2026-12-08T10:00:00.000+03:00', 33_333],
    ['a millisecond later', '2026-12-08T10:00:00.001+03:00', 16_667],
    ['24 hours before it', '2026-12-09T10:00:00.000+03:00', 16_667],
    ['a millisecond later', '2026-12-09T10:00:00.001+03:00', 5_000],
    ['two hours before it', '2026-12-10T08:00:00.000+03:00', 5_000],
    ['a millisecond later', '2026-12-10T08:00:00.001+03:00', 0],
    ['the last millisecond before it', '2026-12-10T09:59:59.999+03:00', 0],
  ])('%s (%s) is %i, equal to `refundNow`', async (_, now, refund) => {
    await travel(now)
    expect((await read()).refundNow).toBe(refund)
    expect((await cancel()).body).toMatchObject({ refund, booking: { refunded: refund } })
    expect(await spent()).toBe(33_333 - refund)
  })

  it('does not exist from the start on: the owner can no longer cancel', async () => {
    await travel(hour.startsAt)
    expect((await read()).refundNow).toBe(0)
    expect(await cancel()).toMatchObject(refused(409, 'invalid_transition'))
    expect(await spent()).toBe(33_333)
  })

  it('follows the tiers at the time of booking, although the tariff has changed since', async () => {
    const other = await makeCoworking(service, { tariff })
    booking = await makeBooking(service, member, { spaceId: other.space.id, ...hour })
    const body = { cancellation: [], hourlyRate: 1 }
    await service.request('PATCH', `tariffs/${other.tariff.id}`, { token: other.admin.token, body })
    await travel('2026-12-09T10:00:00+03:00')
    expect((await cancel()).body.refund).toBe(16_667)
  })

  it('is the whole price until the start where the tariff has no tiers', async () => {
    const other = await makeCoworking(service)
    booking = await makeBooking(service, member, { spaceId: other.space.id, ...hour })
    await travel('2026-12-10T09:59:59.999+03:00')
    expect((await cancel()).body.refund).toBe(60_000)
  })

  it('is 0 and makes no entry for a booking that cost nothing', async () => {
    const other = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
    const poor = await makeMember(service, coworking.admin, 0)
    const costless = await makeBooking(service, poor, { spaceId: other.space.id, ...hour })
    expect((await changeStatus(service, poor, 'cancel', costless.id)).body.refund).toBe(0)
    const entries = await service.request('GET', 'me/wallet/entries', { token: poor.token })
    expect(entries.body.items).toEqual([])
  })
})

describe('a cancellation by staff', () => {
  it('refunds by the policy, and is possible until the end', async () => {
    await travel('2026-12-09T10:00:00+03:00')
    expect((await cancel(manager)).body.refund).toBe(16_667)

    booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...hour })
    await travel('2026-12-10T10:59:59.999+03:00')
    const { body } = await cancel(coworking.admin)
    expect(body).toMatchObject({ refund: 0, booking: { status: 'cancelled' } })
  })

  it('is refused from the end on, because the booking is completed', async () => {
    await travel(hour.endsAt)
    for (const body of [{}, { refundPercent: 100 }])
      expect(await cancel(manager, body)).toMatchObject(refused(409, 'invalid_transition'))
  })

  it.each([
    ['more than the policy gives, even while it runs', '2026-12-10T10:30:00+03:00', 100, 33_333],
    ['less than the policy gives', startOfTests, 37, 12_333],
    ['nothing', startOfTests, 0, 0],
    ['half of the price, with half a kopeck rounded up', startOfTests, 50, 16_667],
  ])('refunds the percent in `refundPercent`: %s', async (_, now, refundPercent, refund) => {
    await travel(now)
    expect((await cancel(manager, { refundPercent })).body).toMatchObject({ refund })
    expect(await spent()).toBe(33_333 - refund)
  })

  it('may not give a percent for the staff’s own bookings; a member may never give a percent', async () => {
    for (const person of [manager, coworking.admin]) {
      await topUp(service, await makePerson(service, 'admin'), person.id, 33_333)
      booking = await makeBooking(service, person, { spaceId: await makeRoom(), ...hour })
      expect(await cancel(person, { refundPercent: 100 })).toMatchObject(refused(403, 'forbidden'))
      expect(await cancel(person)).toMatchObject({ status: 200 })
    }
    booking = await makeBooking(service, member, { spaceId: await makeRoom(), ...hour })
    expect(await cancel(member, { refundPercent: 100 })).toMatchObject(refused(403, 'forbidden'))
    await travel(hour.endsAt)
    expect(await cancel(member, { refundPercent: 100 })).toMatchObject(refused(403, 'forbidden'))
  })

  it.each([101, -1, 12.5, '50', null])('is 400 with a percent of %j', async (refundPercent) => {
    const response = await cancel(manager, { refundPercent })
    expect(response).toMatchObject(refused(400, 'validation_failed'))
    expect(response.body.errors).toMatchObject([{ path: '/refundPercent' }])
  })
})

describe('other states', () => {
  it('a pending booking is refunded in full, even in the last minute and with another percent by staff', async () => {
    const hall = await makeRoom({ requiresApproval: true })
    for (const [person, body] of [
      [member, {}],
      [manager, {}],
      [manager, { refundPercent: 0 }],
    ] as const) {
      await travel(startOfTests)
      booking = await makeBooking(service, member, { spaceId: hall, ...hour })
      await travel('2026-12-10T09:59:59.999+03:00')
      expect((await read()).refundNow).toBe(33_333)
      expect((await cancel(person, body)).body).toMatchObject({
        refund: 33_333,
        booking: { status: 'cancelled' },
      })
    }
    expect(await spent()).toBe(33_333)
  })

  it('a checked-in booking cannot be cancelled, not even by staff', async () => {
    await travel('2026-12-10T09:50:00+03:00')
    await changeStatus(service, member, 'check-in', booking.id)
    expect((await read()).refundNow).toBe(0)
    for (const person of [member, manager])
      expect(await cancel(person)).toMatchObject(refused(409, 'invalid_transition'))
  })

  it('a cancellation by a closure refunds in full, also a booking that is checked in', async () => {
    await travel('2026-12-10T10:10:00+03:00')
    await changeStatus(service, member, 'check-in', booking.id)
    const path = `locations/${coworking.location.id}/closures`
    const body = { from: hour.startsAt, to: hour.endsAt, spaceId: booking.spaceId, reason: 'A flood' }
    const conflict = await service.request('POST', path, { token: manager.token, body })
    expect(conflict.body).toMatchObject({ code: 'closure_conflict', bookingIds: [booking.id] })
    const closed = await service.request('POST', `${path}?cancelBookings=true`, {
      token: manager.token,
      body,
    })
    expect(closed).toMatchObject({ status: 201, body: { cancelledBookingIds: [booking.id] } })
    expect(await read()).toMatchObject({ status: 'cancelled', refunded: 33_333, cancelReason: 'A flood' })
    expect(await spent()).toBe(0)
  })
})
