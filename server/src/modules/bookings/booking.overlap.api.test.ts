import { describe, expect, it } from 'vitest'
import { at, book, changeStatus, makeBooking, makeLocation } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'

// A step of 15 minutes, so that neighbouring times can be tried in quarters of an hour.
const { service, coworking, member } = useCoworking({ tariff: { stepMinutes: 15, minMinutes: 15 } })

const day = '2026-12-02'
const makeRoom = (fields: object) => coworking.makeRoom(fields)

const tryToBook = async (spaceId: string, from: string, to: string) =>
  (await book(service, member, { spaceId, ...at(day, from, to) })).status

describe('bookings of one space', () => {
  it('may touch, but not overlap by a single step, from any side', async () => {
    const { id: spaceId } = await makeRoom({})
    await makeBooking(service, member, { spaceId, ...at(day, '10:00', '12:00') })
    const overlapping = [
      ['10:00', '12:00'],
      ['09:00', '10:15'],
      ['11:45', '13:00'],
      ['10:30', '11:00'],
      ['09:00', '13:00'],
      ['10:00', '10:15'],
      ['11:45', '12:00'],
    ] as const
    for (const [from, to] of overlapping)
      expect(await tryToBook(spaceId, from, to), `${from}–${to}`).toBe(409)
    expect(await tryToBook(spaceId, '09:00', '10:00')).toBe(201)
    expect(await tryToBook(spaceId, '12:00', '12:15')).toBe(201)
  })

  it('do not conflict with bookings of another space', async () => {
    const other = await makeRoom({})
    await makeBooking(service, member, { spaceId: coworking.space.id, ...at(day, '14:00', '16:00') })
    expect(await tryToBook(other.id, '14:00', '16:00')).toBe(201)
  })

  it('free the slot when they are cancelled, and occupy it while they are pending', async () => {
    const hall = await makeRoom({ requiresApproval: true })
    const booking = await makeBooking(service, member, { spaceId: hall.id, ...at(day, '10:00', '12:00') })
    expect(booking.status).toBe('pending')
    expect(await tryToBook(hall.id, '10:00', '12:00')).toBe(409)
    await changeStatus(service, member, 'cancel', booking.id)
    expect(await tryToBook(hall.id, '10:00', '12:00')).toBe(201)
  })
})

describe('buffers', () => {
  it('of 15 minutes before and 15 after keep 30 minutes between neighbours, on both sides', async () => {
    const room = await makeRoom({ bufferBeforeMinutes: 15, bufferAfterMinutes: 15 })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '11:00') })
    expect(await tryToBook(room.id, '11:00', '12:00')).toBe(409)
    expect(await tryToBook(room.id, '11:15', '12:00')).toBe(409)
    expect(await tryToBook(room.id, '09:00', '09:45')).toBe(409)
    expect(await tryToBook(room.id, '11:30', '12:00')).toBe(201)
    expect(await tryToBook(room.id, '09:00', '09:30')).toBe(201)
  })

  it('on one side apply to that side only', async () => {
    const room = await makeRoom({ bufferAfterMinutes: 30 })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '11:00') })
    expect(await tryToBook(room.id, '11:15', '12:00')).toBe(409)
    expect(await tryToBook(room.id, '11:30', '12:00')).toBe(201)
    expect(await tryToBook(room.id, '09:00', '09:45')).toBe(409)
    expect(await tryToBook(room.id, '09:00', '09:30')).toBe(201)
  })

  it('may lie outside the opening hours and in a closure', async () => {
    const weekly = [{ weekday: 3, opens: '09:00', closes: '18:00' }]
    const location = await makeLocation(service, coworking.admin, { weekly })
    const room = await makeRoom({
      locationId: location.id,
      bufferBeforeMinutes: 60,
      bufferAfterMinutes: 60,
    })
    const body = { from: `${day}T10:00:00+03:00`, to: `${day}T17:00:00+03:00` }
    const path = `locations/${location.id}/closures`
    expect(await service.request('POST', path, { token: coworking.admin.token, body })).toMatchObject({
      status: 201,
    })
    expect(await tryToBook(room.id, '09:00', '10:00')).toBe(201)
    expect(await tryToBook(room.id, '17:00', '18:00')).toBe(201)
  })

  it('that were changed apply to later bookings; earlier bookings keep their buffers until they are moved', async () => {
    const room = await makeRoom({})
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '11:00') })
    await service.request('PATCH', `spaces/${room.id}`, {
      token: coworking.admin.token,
      body: { bufferBeforeMinutes: 30, bufferAfterMinutes: 30 },
    })
    expect(await tryToBook(room.id, '11:15', '12:00')).toBe(409)
    expect(await tryToBook(room.id, '11:30', '12:00')).toBe(201)
    // Both bookings now have the new buffers: an hour between them.
    expect(await tryToBook(room.id, '12:45', '13:00')).toBe(409)
    expect(await tryToBook(room.id, '13:00', '14:00')).toBe(201)
  })

  it('are not part of `taken`, which has the times of the bookings', async () => {
    const room = await makeRoom({ bufferBeforeMinutes: 15, bufferAfterMinutes: 15 })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '08:00', '09:00') })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '11:00') })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '12:30', '13:30') })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '14:00', '15:00') })
    const response = await book(service, member, { spaceId: room.id, ...at(day, '09:15', '12:15') })
    expect(response.body.taken).toEqual([
      { startsAt: `${day}T05:00:00.000Z`, endsAt: `${day}T06:00:00.000Z` },
      { startsAt: `${day}T07:00:00.000Z`, endsAt: `${day}T08:00:00.000Z` },
      { startsAt: `${day}T09:30:00.000Z`, endsAt: `${day}T10:30:00.000Z` },
    ])
  })
})
