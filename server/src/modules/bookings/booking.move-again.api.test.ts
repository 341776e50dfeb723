import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  changeStatus,
  makeBooking,
  makeLocation,
  makeMember,
  travelTo,
} from '../../../../testing/factories.ts'
import { useBookingMoves } from '../../../../testing/fixtures/booking-moves.ts'
import { refused } from '../../../../testing/refusals.ts'

const { service, world, member, space, booking, day, makeRoom, move, spent } = useBookingMoves()

describe('where the space requires approval', () => {
  let hall: Created
  beforeEach(async () => {
    hall = await makeRoom({}, { requiresApproval: true })
  })

  it("a member's move to it needs an approval, and can be approved", async () => {
    const response = await move({ spaceId: hall.id })
    expect(response).toMatchObject({ status: 200, body: { status: 'pending', refundNow: 120_000 } })
    const approved = await changeStatus(service, world.admin, 'approve', booking.id)
    expect(approved.body).toMatchObject({ status: 'confirmed' })
    expect((await move({ endsAt: `${day}T13:00:00+03:00` })).body).toMatchObject({ status: 'pending' })
  })

  it('a move by staff needs no approval; neither does a new title or the unchanged time', async () => {
    expect((await move({ spaceId: hall.id }, world.admin)).body).toMatchObject({ status: 'confirmed' })
    expect((await move({ title: 'New' })).body).toMatchObject({ status: 'confirmed' })
    expect((await move({ endsAt: booking.endsAt })).body).toMatchObject({ status: 'confirmed' })
  })

  it('a pending booking stays pending, wherever it is moved', async () => {
    await move({ spaceId: hall.id })
    const response = await move({ spaceId: space.id, endsAt: `${day}T11:00:00+03:00` })
    expect(response.body).toMatchObject({ status: 'pending', totalPrice: 60_000, refunded: 60_000 })
    expect((await move(at('2026-12-03', '10:00', '11:00'), world.admin)).body.status).toBe('pending')
  })

  it('a checked-in booking cannot be moved there by its member, because it cannot become pending again', async () => {
    await travelTo(service, `${day}T09:50:00+03:00`, member)
    expect(await changeStatus(service, member, 'check-in', booking.id)).toMatchObject({ status: 200 })
    expect(await move({ spaceId: hall.id })).toMatchObject(refused(409, 'invalid_transition'))
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
    await travelTo(service, booking.startsAt, member, world.admin)
    const bodies = [
      { startsAt: `${day}T11:00:00+03:00` },
      { spaceId: secondRoom.id },
      at('2026-12-03', '10:00', '12:00'),
    ]
    for (const person of [member, world.admin])
      for (const body of bodies)
        expect(await move(body, person)).toMatchObject(refused(409, 'invalid_transition'))
    expect(await move({ startsAt: booking.startsAt, endsAt: `${day}T12:30:00+03:00` })).toMatchObject({
      status: 200,
    })
  })

  it('must follow the rules in the added time only', async () => {
    const location = await makeLocation(service, world.admin)
    Object.assign(space, await makeRoom({}, { locationId: location.id }))
    Object.assign(
      booking,
      await makeBooking(service, member, { spaceId: space.id, ...at(day, '10:00', '12:00') }),
    )
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '13:00', '14:00') })
    await travelTo(service, running, member, world.admin)
    const hours = { weekly: [{ weekday: 3, opens: '11:00', closes: '12:30' }] }
    const path = `locations/${location.id}/opening-hours`
    expect(await move({ endsAt: `${day}T11:45:00+03:00` })).toMatchObject(refused(422, 'invalid_duration'))
    const conflict = await move({ endsAt: `${day}T13:30:00+03:00` })
    expect(conflict).toMatchObject(refused(409, 'booking_conflict'))
    // No other time and no other space would be accepted.
    expect(conflict.body.alternatives).toEqual([])
    await service.request('PUT', path, { token: world.admin.token, body: hours })
    expect(await move({ endsAt: `${day}T13:00:00+03:00` })).toMatchObject(
      refused(422, 'outside_opening_hours'),
    )
    expect(await move({ endsAt: `${day}T12:30:00+03:00` })).toMatchObject({ status: 200 })
  })

  it('stays checked in, and need not be approved again', async () => {
    const hall = await makeRoom({}, { requiresApproval: true })
    expect((await move({ spaceId: hall.id }, world.admin)).body.status).toBe('confirmed')
    await travelTo(service, running, member)
    expect((await move({ endsAt: `${day}T12:30:00+03:00` })).body.status).toBe('confirmed')
    await changeStatus(service, member, 'check-in', booking.id)
    expect((await move({ endsAt: `${day}T13:00:00+03:00` })).body.status).toBe('checked_in')
  })
})

describe('`If-Match`', () => {
  const later = at('2026-12-03', '10:00', '12:00')
  const get = () => service.request('GET', `bookings/${booking.id}`, { token: member.token })
  const tagOf = (response: { headers: Record<string, unknown> }) => ({
    'if-match': String(response.headers.etag),
  })

  it('allows a write with the newest version, and returns the next entity tag', async () => {
    const first = tagOf(await get())
    const moved = await move(later, member, first)
    expect(moved).toMatchObject({ status: 200, body: { version: 2 } })
    expect(tagOf(moved)).toEqual(tagOf(await get()))
    expect(await move({ title: 'x' }, member, tagOf(moved))).toMatchObject({ status: 200 })
  })

  it('refuses a stale version with 412, before any rule and after 404, and changes nothing', async () => {
    const stale = tagOf(await get())
    await move({ title: 'Somebody was here' })
    const before = await get()
    const wrong = { endsAt: `${day}T09:00:00+03:00` }
    for (const body of [later, { title: 'Mine' }, {}, wrong])
      expect(await move(body, member, stale)).toMatchObject(refused(412, 'precondition_failed'))
    expect((await get()).body).toEqual(before.body)
    const otherMember = await makeMember(service, world.admin)
    expect(await move(later, otherMember, stale)).toMatchObject(refused(404, 'not_found'))
    const path = `bookings/${randomUUID()}`
    const lost = await service.request('PATCH', path, { token: member.token, body: later, headers: stale })
    expect(lost).toMatchObject(refused(404, 'not_found'))
  })

  it('accepts one of several tags, the weak form that a compressing proxy makes, and `*`, but no other text', async () => {
    const tag = tagOf(await get())['if-match']
    for (const bad of ['W/"other"', tag.replaceAll('"', ''), '"other"', ''])
      expect(await move({ title: 'x' }, member, { 'if-match': bad }), bad).toMatchObject(
        refused(412, 'precondition_failed'),
      )
    for (const good of [`"other", ${tag}`, `W/${tag}`, '*'])
      expect(await move({ title: booking.title }, member, { 'if-match': good })).toMatchObject({
        status: 200,
      })
  })

  it('stays valid when only time passes, although the refund of a cancellation changes', async () => {
    const tag = tagOf(await get())
    await travelTo(service, `${day}T10:30:00+03:00`, member)
    expect((await get()).body.refundNow).toBe(0)
    expect(await move({ endsAt: `${day}T12:30:00+03:00` }, member, tag)).toMatchObject({ status: 200 })
  })

  it('allows one of two simultaneous writes with one version', async () => {
    const tag = tagOf(await get())
    const titles = ['a', 'b', 'c', 'd', 'e', 'f']
    const responses = await Promise.all(titles.map((title) => move({ title }, member, tag)))
    expect(responses.map((response) => response.status).sort()).toEqual([200, 412, 412, 412, 412, 412])
  })
})

describe('`If-None-Match`', () => {
  it('gets 304 until the booking changes', async () => {
    const get = (headers = {}) =>
      service.request('GET', `bookings/${booking.id}`, { token: member.token, headers })
    const known = { 'if-none-match': String((await get()).headers.etag) }
    expect(await get(known)).toMatchObject({ status: 304, text: '' })
    await move({ title: 'New' })
    expect(await get(known)).toMatchObject({ status: 200, body: { title: 'New' } })
  })
})
