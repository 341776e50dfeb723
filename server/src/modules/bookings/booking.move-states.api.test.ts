import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  changeStatus,
  makeBooking,
  makeLocation,
  moveBooking,
  travelTo,
} from '../../../../testing/factories.ts'
import { useBookingMoves } from '../../../../testing/fixtures/booking-moves.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, coworking, member, space, booking, day, makeRoom, move, spent } = useBookingMoves()

describe('where the space requires approval', () => {
  let hall: Created
  beforeEach(async () => {
    hall = await makeRoom({}, { requiresApproval: true })
  })

  it("a member's move to it needs an approval, and can be approved", async () => {
    const response = await move({ spaceId: hall.id })
    expect(response).toMatchObject({ status: 200, body: { status: 'pending', refundNow: 120_000 } })
    const approved = await changeStatus(service, coworking.admin, 'approve', booking.id)
    expect(approved.body).toMatchObject({ status: 'confirmed' })
    expect((await move({ endsAt: `${day}T13:00:00+03:00` })).body).toMatchObject({ status: 'pending' })
  })

  it('a move by staff needs no approval; neither does a new title or the unchanged time', async () => {
    expect((await move({ spaceId: hall.id }, coworking.admin)).body).toMatchObject({ status: 'confirmed' })
    expect((await move({ title: 'New' })).body).toMatchObject({ status: 'confirmed' })
    expect((await move({ endsAt: booking.endsAt })).body).toMatchObject({ status: 'confirmed' })
  })

  it('a pending booking that is moved to a start in the future stays pending, also in a space that requires no approval', async () => {
    await move({ spaceId: hall.id })
    const response = await move({ spaceId: space.id, endsAt: `${day}T11:00:00+03:00` })
    expect(response.body).toMatchObject({ status: 'pending', totalPrice: 60_000, refunded: 60_000 })
    expect((await move(at('2026-12-03', '10:00', '11:00'), coworking.admin)).body.status).toBe('pending')
  })

  it('a checked-in booking cannot be moved there by its member, because it cannot become pending again', async () => {
    await travelTo(service, `${day}T09:50:00+03:00`, member)
    expect(await changeStatus(service, member, 'check-in', booking.id)).toMatchObject({ status: 200 })
    const moved = await move({ spaceId: hall.id })
    expect(moved).toMatchObject(refused(409, 'invalid_transition'))
    expect(moved.body.detail).toContain('staff approve each booking of that space')
  })
})

describe('a checked-in booking that has not started', () => {
  let booth: Created
  let checkedIn: Created
  const times = (start: string, end: string) => at(day, start, end)
  const moveTo = (body: object, person = member) => moveBooking(service, person, checkedIn.id, body)
  beforeEach(async () => {
    booth = await makeRoom({ stepMinutes: 5 })
    checkedIn = await makeBooking(service, member, { spaceId: booth.id, ...times('10:00', '11:00') })
    await travelTo(service, `${day}T09:50:00+03:00`, member, coworking.admin)
    await changeStatus(service, member, 'check-in', checkedIn.id)
  })

  it('can be moved to where its member could be checked in now: to another space, and to a start 15 minutes ahead at most', async () => {
    const later = [times('10:10', '11:10'), at('2026-12-03', '10:00', '11:00')]
    for (const target of later) {
      for (const person of [member, coworking.admin])
        expect(await moveTo(target, person), target.startsAt).toMatchObject(
          refused(409, 'invalid_transition'),
        )
      const body = { spaceId: booth.id, ...target, movingBookingId: checkedIn.id }
      const quote = await service.request('POST', 'quotes', { token: member.token, body })
      expect(quote, target.startsAt).toMatchObject(refused(409, 'invalid_transition'))
    }
    const secondRoom = await makeRoom({ stepMinutes: 5 })
    for (const target of [times('10:05', '11:05'), times('09:55', '11:30'), { spaceId: secondRoom.id }]) {
      const { body, status } = await moveTo(target)
      expect([status, body.status]).toEqual([200, 'checked_in'])
      expect(body.actions).toContain('move')
    }
  })

  it('has no alternative that it could not be moved to', async () => {
    const { id: otherBoothId } = await makeRoom({ stepMinutes: 5 }, { type: 'phone_booth' })
    await makeBooking(service, member, { spaceId: otherBoothId, ...times('10:55', '11:30') })
    const conflict = await moveTo({ spaceId: otherBoothId })
    expect(conflict).toMatchObject(refused(409, 'booking_conflict'))
    const { alternatives } = conflict.body
    expect(alternatives).toHaveLength(2)
    for (const { spaceId, startsAt, endsAt } of alternatives)
      expect(await moveTo({ spaceId, startsAt, endsAt }), startsAt).toMatchObject({ status: 200 })
  })
})

describe('a booking that has started', () => {
  const running = `${day}T11:10:00+03:00`

  it('can be made longer, at the price of the difference', async () => {
    await travelTo(service, running, member)
    const response = await move({ endsAt: `${day}T13:00:00+03:00` })
    expect(response).toMatchObject({
      status: 200,
      body: { totalPrice: 180_000, refunded: 0, refundNow: 0, startsAt: booking.startsAt },
    })
    expect(await spent()).toBe(180_000)
  })

  it('can be made shorter, with an end in the future: nothing is refunded, and the rest of the slot is free', async () => {
    await travelTo(service, running, member)
    for (const endsAt of [`${day}T11:00:00+03:00`, `${day}T10:00:00+03:00`, `${day}T09:00:00+03:00`])
      expect(await move({ endsAt }), endsAt).toMatchObject(refused(422, 'invalid_interval'))
    const response = await move({ endsAt: `${day}T11:30:00+03:00` })
    expect(response.body).toMatchObject({ totalPrice: 90_000, refunded: 0, refundNow: 0 })
    expect(await spent()).toBe(120_000)
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '11:30', '12:00') })
  })

  it('keeps its start and its space after it has begun, for members and staff', async () => {
    const secondRoom = await makeRoom({})
    await travelTo(service, booking.startsAt, member, coworking.admin)
    const bodies = [
      { startsAt: `${day}T11:00:00+03:00` },
      { spaceId: secondRoom.id },
      at('2026-12-03', '10:00', '12:00'),
    ]
    for (const person of [member, coworking.admin])
      for (const body of bodies)
        expect(await move(body, person)).toMatchObject(refused(409, 'invalid_transition'))
    expect(await move({ startsAt: booking.startsAt, endsAt: `${day}T12:30:00+03:00` })).toMatchObject({
      status: 200,
    })
  })

  it('can be extended and shortened to any length of its tariff, also from a start between the steps that the tariff has now', async () => {
    const room = await makeRoom({ stepMinutes: 15 })
    const begun = await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:15', '11:15') })
    await service.request('PATCH', `tariffs/${room.tariffId}`, {
      token: coworking.admin.token,
      body: { stepMinutes: 60, minMinutes: 60, maxMinutes: 180 },
    })
    await travelTo(service, `${day}T10:30:00+03:00`, member)
    const read = await service.request('GET', `bookings/${begun.id}`, { token: member.token })
    expect(read.body.actions).toContain('extend')
    const [{ id }, { startsAt }] = [begun, at(day, '10:15', '11:15')]
    const quoteAndMove = (time: string) => {
      const endsAt = `${day}T${time}:00+03:00`
      const body = { spaceId: room.id, startsAt, endsAt, movingBookingId: id }
      return Promise.all([
        service.request('POST', 'quotes', { token: member.token, body }),
        moveBooking(service, member, id, { endsAt }),
      ])
    }
    for (const time of ['10:45', '12:00', '14:15'])
      for (const response of await quoteAndMove(time))
        expect(response, time).toMatchObject(refused(422, 'invalid_duration'))
    for (const [time, minutes] of [
      ['13:15', 180],
      ['12:15', 120],
    ] as const) {
      const [quote, moved] = await quoteAndMove(time)
      expect(quote, time).toMatchObject({ status: 200, body: { minutes } })
      expect(moved, time).toMatchObject({
        status: 200,
        body: { startsAt: begun.startsAt, quote: { minutes } },
      })
    }
  })

  it('must be open and free in the added time, and its whole length must be one that the tariff allows', async () => {
    const location = await makeLocation(service, coworking.admin)
    Object.assign(space, await makeRoom({}, { locationId: location.id }))
    Object.assign(
      booking,
      await makeBooking(service, member, { spaceId: space.id, ...at(day, '10:00', '12:00') }),
    )
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '13:00', '14:00') })
    await travelTo(service, running, member, coworking.admin)
    const hours = { weekly: [{ weekday: 3, opens: '11:00', closes: '12:30' }] }
    const path = `locations/${location.id}/opening-hours`
    expect(await move({ endsAt: `${day}T11:45:00+03:00` })).toMatchObject(refused(422, 'invalid_duration'))
    const conflict = await move({ endsAt: `${day}T13:30:00+03:00` })
    expect(conflict).toMatchObject(refused(409, 'booking_conflict'))
    // A running booking keeps its start, its space and the requested length, so nothing else is offered.
    expect(conflict.body.alternatives).toEqual([])
    await service.request('PUT', path, { token: coworking.admin.token, body: hours })
    expect(await move({ endsAt: `${day}T13:00:00+03:00` })).toMatchObject(
      refused(422, 'outside_opening_hours'),
    )
    expect(await move({ endsAt: `${day}T12:30:00+03:00` })).toMatchObject({ status: 200 })
  })

  it.each([
    [false, 'completed'],
    [true, 'no_show'],
  ])(
    'keeps whether a check-in is required (%s), whatever its space requires by now',
    async (required, end) => {
      const booth = await makeRoom({}, { requiresCheckIn: required })
      const begun = await makeBooking(service, member, { spaceId: booth.id, ...at(day, '10:00', '11:00') })
      const { token } = coworking.admin
      await service.request('PATCH', `spaces/${booth.id}`, { token, body: { requiresCheckIn: !required } })
      const read = async () =>
        (await service.request('GET', `bookings/${begun.id}`, { token: member.token })).body
      const extend = (time: string) =>
        moveBooking(service, member, begun.id, { endsAt: `${day}T${time}:00+03:00` })
      for (const [now, endsAt] of [
        ['10:00', '11:30'],
        ['10:14', '12:00'],
      ] as const) {
        await travelTo(service, `${day}T${now}:00+03:00`, member)
        expect(await extend(endsAt), now).toMatchObject({ status: 200, body: { status: 'confirmed' } })
      }
      await travelTo(service, `${day}T10:15:00+03:00`, member)
      expect(await read()).toMatchObject({ status: required ? 'no_show' : 'confirmed' })
      expect((await read()).requiresCheckIn).toBe(required)
      const late = await extend('12:30')
      expect(late).toMatchObject(
        required ? refused(409, 'invalid_transition') : { body: { status: 'confirmed' } },
      )
      await travelTo(service, `${day}T12:30:00+03:00`, member)
      expect(await read()).toMatchObject({ status: end })
    },
  )

  it('stays checked in, and need not be approved again', async () => {
    const hall = await makeRoom({}, { requiresApproval: true })
    expect((await move({ spaceId: hall.id }, coworking.admin)).body.status).toBe('confirmed')
    await travelTo(service, running, member)
    expect((await move({ endsAt: `${day}T12:30:00+03:00` })).body.status).toBe('confirmed')
    await changeStatus(service, member, 'check-in', booking.id)
    expect((await move({ endsAt: `${day}T13:00:00+03:00` })).body.status).toBe('checked_in')
  })
})
