import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  travelTo,
} from '../../../../testing/factories.ts'
import { useBookingMoves } from '../../../../testing/fixtures/booking-moves.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, coworking, member, space, booking, day, makeRoom, move, spent } = useBookingMoves()
const read = async (id = booking.id) =>
  (await service.request('GET', `bookings/${id}`, { token: coworking.admin.token })).body
const changeTariff = (body: object) =>
  service.request('PATCH', `tariffs/${space.tariffId}`, { token: coworking.admin.token, body })

describe('a move', () => {
  it('to a time with an equal price moves no money, and returns the new time, quote and version', async () => {
    service.clock.advance(1_000)
    const response = await move(at('2026-12-03', '14:00', '16:00'))
    const during = { startsAt: '2026-12-03T11:00:00.000Z', endsAt: '2026-12-03T13:00:00.000Z' }
    expect(response).toMatchObject({
      status: 200,
      body: {
        ...{ id: booking.id, ...during, status: 'confirmed', totalPrice: 120_000, refunded: 0 },
        quote: { lines: [during], cancellation: [{ until: during.startsAt, refundPercent: 100 }] },
        ...{ version: 2, createdAt: startOfTests, updatedAt: '2026-12-01T06:00:01.000Z' },
      },
    })
    expect(await spent()).toBe(120_000)
    expect(await read()).toEqual(response.body)
  })

  it('to a dearer time charges the difference', async () => {
    const response = await move({ endsAt: `${day}T13:30:00+03:00` })
    expect(response.body).toMatchObject({ totalPrice: 210_000, refunded: 0, refundNow: 210_000 })
    expect(await spent()).toBe(210_000)
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: member.token })
    expect(entries.body.items).toMatchObject([{ kind: 'charge', amount: -90_000, bookingId: booking.id }])
  })

  it('to a cheaper time refunds the difference, in full as long as a cancellation would refund in full', async () => {
    const response = await move({ startsAt: `${day}T11:00:00+03:00` })
    expect(response.body).toMatchObject({ totalPrice: 60_000, refunded: 60_000, refundNow: 60_000 })
    expect(await spent()).toBe(60_000)
  })

  it('may overlap the time that the booking had', async () => {
    expect(await move(at(day, '11:00', '13:00'))).toMatchObject({ status: 200 })
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '10:00', '11:00') })
  })

  it("to another space takes that space's price, buffers and check-in, and frees the old slot", async () => {
    const buffers = { bufferBeforeMinutes: 30, bufferAfterMinutes: 30 }
    const expensive = await makeRoom({ hourlyRate: 90_000 }, { ...buffers, requiresCheckIn: true })
    const response = await move({ spaceId: expensive.id })
    expect(response.body).toMatchObject({
      spaceId: expensive.id,
      totalPrice: 180_000,
      requiresCheckIn: true,
      startsAt: booking.startsAt,
    })
    expect(await spent()).toBe(180_000)
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '10:00', '12:00') })
    const after = { spaceId: expensive.id, ...at(day, '12:30', '13:00') }
    const tooNear = await service.request('POST', 'bookings', { token: member.token, body: after })
    expect(tooNear).toMatchObject(refused(409, 'booking_conflict'))
    // The booking now requires a check-in, so it is a no-show 15 minutes after its start.
    await travelTo(service, `${day}T10:15:00+03:00`, coworking.admin)
    expect(await read()).toMatchObject({ status: 'no_show' })
  })

  it('is priced by the present tariff, which does not affect bookings that are not moved', async () => {
    await changeTariff({ hourlyRate: 70_000 })
    expect(await read()).toMatchObject({ totalPrice: 120_000 })
    expect((await move(at('2026-12-03', '10:00', '12:00'))).body).toMatchObject({ totalPrice: 140_000 })
    expect(await spent()).toBe(140_000)
  })

  it('to its present time, in any notation, has no effect: nothing is priced or changed', async () => {
    await changeTariff({ hourlyRate: 70_000, isActive: false })
    const same = {
      spaceId: space.id,
      startsAt: `${day}T07:00:00Z`,
      endsAt: `${day}T10:00:00.000+01:00`,
    }
    for (const body of [same, {}]) {
      const response = await move(body)
      expect(response).toMatchObject({ status: 200, body: { totalPrice: 120_000, version: 1 } })
    }
    expect(await spent()).toBe(120_000)
  })

  it('with a title alone changes the title, even of a booking that is over', async () => {
    const response = await move({ title: 'Retrospective' })
    const { title, version, updatedAt, ...rest } = response.body
    expect({ title, version }).toEqual({ title: 'Retrospective', version: 2 })
    expect(booking).toMatchObject(rest)
    await changeStatus(service, member, 'cancel', booking.id)
    expect(await move({ title: '' })).toMatchObject({ status: 200, body: { title: '', status: 'cancelled' } })
  })
})

describe('a move is refused, and changes nothing,', () => {
  it('for every reason for which a new booking is refused', async () => {
    const weekly = [{ weekday: 3, opens: '09:00', closes: '18:00' }]
    const { id: locationId } = await makeLocation(service, coworking.admin, { weekly })
    Object.assign(space, await makeRoom({}, { locationId }))
    Object.assign(
      booking,
      await makeBooking(service, member, { spaceId: space.id, ...at(day, '10:00', '12:00') }),
    )
    const closure = { from: `${day}T15:00:00+03:00`, to: `${day}T16:00:00+03:00` }
    const closures = `locations/${locationId}/closures`
    await service.request('POST', closures, { token: coworking.admin.token, body: closure })
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '13:00', '14:00') })
    const inactive = await makeRoom({}, { locationId, isActive: false })
    const expensive = await makeRoom({ hourlyRate: 90_000_000 }, { locationId })
    const before = await read()
    const reasons: [object, number, string][] = [
      [{ endsAt: `${day}T10:00:00+03:00` }, 422, 'invalid_interval'],
      [at('2026-11-30', '10:00', '12:00'), 422, 'starts_in_past'],
      [at(day, '10:10', '12:10'), 422, 'invalid_duration'],
      [at('2028-12-06', '10:00', '12:00'), 422, 'outside_booking_window'],
      [{ spaceId: inactive.id }, 422, 'space_unavailable'],
      [at(day, '17:00', '19:00'), 422, 'outside_opening_hours'],
      [at(day, '15:30', '16:30'), 422, 'closed'],
      [at(day, '12:30', '13:30'), 409, 'booking_conflict'],
      [{ spaceId: expensive.id }, 402, 'insufficient_funds'],
      [{ spaceId: randomUUID() }, 404, 'not_found'],
      [{ startsAt: `${day}T10:00:00` }, 400, 'validation_failed'],
      [{ spaceId: null }, 400, 'validation_failed'],
      [{ status: 'completed' }, 400, 'validation_failed'],
    ]
    for (const [body, status, code] of reasons)
      expect(await move({ title: 'x', ...body }), code).toMatchObject(refused(status, code))
    expect(await read()).toEqual(before)
    expect(await spent()).toBe(300_000)
  })

  it('with the required amount and the balance where the wallet cannot pay the difference', async () => {
    const poor = await makeMember(service, coworking.admin, 149_999)
    const times = at('2026-12-03', '10:00', '12:00')
    Object.assign(booking, await makeBooking(service, poor, { spaceId: space.id, ...times }))
    const response = await move({ endsAt: '2026-12-03T12:30:00+03:00' }, poor)
    expect(response).toMatchObject({ status: 402, body: { required: 30_000, balance: 29_999 } })
  })

  it('once the booking is cancelled or its time is over', async () => {
    const over = refused(409, 'invalid_transition')
    await changeStatus(service, member, 'cancel', booking.id)
    expect(await move(at('2026-12-03', '10:00', '12:00'))).toMatchObject(over)
    const next = at('2026-12-04', '10:00', '12:00')
    Object.assign(booking, await makeBooking(service, member, { spaceId: space.id, ...next }))
    // The booking is completed because its time is over, although its row does not say so yet.
    await travelTo(service, next.endsAt, coworking.admin)
    expect(await move({ endsAt: '2026-12-04T13:00:00+03:00' }, coworking.admin)).toMatchObject(over)
  })

  it('of a running booking to a later end once its space is not active any more', async () => {
    await travelTo(service, `${day}T10:30:00+03:00`, member, coworking.admin)
    const deactivated = await service.request('PATCH', `spaces/${space.id}`, {
      token: coworking.admin.token,
      body: { isActive: false },
    })
    expect(deactivated.status).toBe(200)
    expect(await move({ endsAt: `${day}T13:00:00+03:00` })).toMatchObject(refused(422, 'space_unavailable'))
  })

  it('with 404 to a user who may not see the booking, while the manager of its location may move it', async () => {
    const later = at('2026-12-03', '10:00', '12:00')
    const otherMember = await makeMember(service, coworking.admin)
    const managerOfNone = await makePerson(service, 'manager', [])
    for (const person of [otherMember, managerOfNone])
      expect(await move(later, person)).toMatchObject(refused(404, 'not_found'))
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    expect(await move(later, manager)).toMatchObject({ status: 200, body: { userId: member.id } })
    const path = `bookings/${booking.id}`
    expect(await service.request('PATCH', path, { body: later })).toMatchObject(
      refused(401, 'unauthenticated'),
    )
  })
})
