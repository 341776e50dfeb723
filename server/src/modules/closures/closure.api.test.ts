import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  changeStatus,
  makeBooking,
  makeCoworking,
  makePerson,
  makeSpace,
  type Person,
} from '../../../../testing/factories.ts'
import { funds, useClosures } from '../../../../testing/fixtures/closures.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, fixture, close, read, closures, makeAnotherSpace } = useClosures()

describe('a closure', () => {
  it('of a location without bookings returns every field', async () => {
    const created = await close('2026-12-31', '10:00', '23:00', { reason: 'Новый год' })
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      locationId: fixture.location.id,
      from: '2026-12-31T07:00:00.000Z',
      to: '2026-12-31T20:00:00.000Z',
      spaceId: null,
      reason: 'Новый год',
      createdAt: '2026-12-01T06:00:00.000Z',
      cancelledBookingIds: [],
    })
  })

  it('refuses later bookings in it, and may be of one space only', async () => {
    const other = await makeAnotherSpace()
    await close('2026-12-02', '10:00', '12:00', { spaceId: fixture.space.id })
    const times = at('2026-12-02', '11:00', '13:00')
    expectProblem(await book(service, fixture.member, { spaceId: fixture.space.id, ...times }), 422, 'closed')
    expect((await book(service, fixture.member, { spaceId: other.id, ...times })).status).toBe(201)
  })

  it('that is empty or backwards is an invalid_interval', async () => {
    expectProblem(await close('2026-12-02', '10:00', '10:00'), 422, 'invalid_interval')
    expectProblem(await close('2026-12-02', '12:00', '10:00'), 422, 'invalid_interval')
  })

  it('of an unknown space, or of a space of another location, is not_found', async () => {
    const elsewhere = await makeCoworking(service)
    for (const spaceId of [randomUUID(), elsewhere.space.id])
      expectProblem(await close('2026-12-02', '10:00', '12:00', { spaceId }), 404, 'not_found')
  })

  it('may be made by the manager of its location; for another manager it is forbidden, or not_found where the location or the space is inactive', async () => {
    const manager = await makePerson(service, 'manager', [fixture.location.id])
    const managerOfNone = await makePerson(service, 'manager')
    const attempt = (person: Person, body = {}) => close('2026-12-02', '10:00', '12:00', body, { person })
    expectProblem(await attempt(managerOfNone), 403, 'forbidden')
    expect((await attempt(manager)).status).toBe(201)
    const { id: spaceId } = await makeSpace(service, fixture.admin, {
      locationId: fixture.location.id,
      tariffId: fixture.tariff.id,
      isActive: false,
    })
    expectProblem(await attempt(managerOfNone, { spaceId: fixture.space.id }), 403, 'forbidden')
    expectProblem(await attempt(managerOfNone, { spaceId }), 404, 'not_found')
    expect((await attempt(manager, { spaceId })).status).toBe(201)
    const path = `locations/${fixture.location.id}`
    await service.request('PATCH', path, { token: fixture.admin.token, body: { isActive: false } })
    expectProblem(await attempt(managerOfNone), 404, 'not_found')
    expect((await attempt(manager)).status).toBe(201)
  })
})

describe('a closure over live bookings', () => {
  it('is a closure_conflict with the ids of these bookings, and writes nothing', async () => {
    const approvalSpace = await makeSpace(service, fixture.admin, {
      locationId: fixture.location.id,
      tariffId: fixture.tariff.id,
      requiresApproval: true,
    })
    const times = at('2026-12-02', '10:00', '12:00')
    const confirmed = await makeBooking(service, fixture.member, { spaceId: fixture.space.id, ...times })
    const pending = await makeBooking(service, fixture.member, { spaceId: approvalSpace.id, ...times })
    const early = await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      ...at('2026-12-01', '09:00', '13:00'),
    })
    await changeStatus(service, fixture.member, 'check-in', early.id)
    const response = await service.request('POST', `locations/${fixture.location.id}/closures`, {
      token: fixture.admin.token,
      body: { from: '2026-12-01T06:00:00Z', to: '2026-12-03T06:00:00Z' },
    })
    expectProblem(response, 409, 'closure_conflict')
    expect([...response.body.bookingIds].sort()).toEqual([confirmed.id, pending.id, early.id].sort())
    expect(await closures()).toEqual([])
    expect((await read(confirmed.id)).status).toBe('confirmed')
    expect(await balanceOf(service, fixture.member)).toBe(funds - 8 * 60_000)
  })

  it("compares the bookings' own times: touching and ended bookings and buffers do not conflict", async () => {
    await service.request('PATCH', `spaces/${fixture.space.id}`, {
      token: fixture.admin.token,
      body: { bufferBeforeMinutes: 60, bufferAfterMinutes: 60 },
    })
    const spaceId = fixture.space.id
    const cancelled = await makeBooking(service, fixture.member, {
      spaceId,
      ...at('2026-12-02', '12:00', '14:00'),
    })
    await changeStatus(service, fixture.member, 'cancel', cancelled.id)
    await makeBooking(service, fixture.member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await makeBooking(service, fixture.member, { spaceId, ...at('2026-12-02', '14:00', '16:00') })
    expectProblem(await close('2026-12-02', '11:59', '12:00'), 409, 'closure_conflict')
    expectProblem(await close('2026-12-02', '14:00', '14:01'), 409, 'closure_conflict')
    expect((await close('2026-12-02', '12:00', '14:00')).status).toBe(201)
  })

  it('of one space conflicts only with bookings of that space', async () => {
    const other = await makeAnotherSpace()
    const times = at('2026-12-02', '10:00', '12:00')
    const booking = await makeBooking(service, fixture.member, { spaceId: other.id, ...times })
    expect((await close('2026-12-02', '09:00', '13:00', { spaceId: fixture.space.id })).status).toBe(201)
    const response = await close('2026-12-02', '09:00', '13:00', { spaceId: other.id })
    expectProblem(response, 409, 'closure_conflict')
    expect(response.body.bookingIds).toEqual([booking.id])
  })
})
