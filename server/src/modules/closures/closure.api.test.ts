import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
  takeStep,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
const funds = 1_000_000
// This policy refunds nothing, so that each refund comes from the closure.
const strict = { hourlyRate: 60_000, cancellation: [{ hoursBefore: 8_000, refundPercent: 100 }] }

let admin: Person
let location: Created
let tariff: Created
let space: Created
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

// Each test has its own location, so that its closures affect no other test.
beforeEach(async () => {
  const world = await makeCoworking(service, { tariff: strict })
  ;({ location, tariff, space } = world)
  member = await makeMember(service, admin, funds)
})

type Options = { query?: string; person?: Person; headers?: Record<string, string> }

const close = (date: string, from: string, to: string, fields: object = {}, options: Options = {}) => {
  const { query = '', person = admin, headers = {} } = options
  const times = at(date, from, to)
  const body = { from: times.startsAt, to: times.endsAt, ...fields }
  return service.request('POST', `locations/${location.id}/closures${query}`, {
    token: person.token,
    body,
    headers,
  })
}
const read = async (id: string) =>
  (await service.request('GET', `bookings/${id}`, { token: admin.token })).body as Created
const closures = async () =>
  (await service.request('GET', `locations/${location.id}/closures`)).body.items as Created[]
const sameSpace = () => makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })

describe('a closure', () => {
  it('of a location without bookings answers every field', async () => {
    const made = await close('2026-12-31', '10:00', '23:00', { reason: 'Новый год' })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      locationId: location.id,
      from: '2026-12-31T07:00:00.000Z',
      to: '2026-12-31T20:00:00.000Z',
      spaceId: null,
      reason: 'Новый год',
      createdAt: '2026-12-01T06:00:00.000Z',
      cancelledBookingIds: [],
    })
  })

  it('refuses later bookings in it, and may be of one space only', async () => {
    const other = await sameSpace()
    await close('2026-12-02', '10:00', '12:00', { spaceId: space.id })
    const times = at('2026-12-02', '11:00', '13:00')
    expectProblem(await book(service, member, { spaceId: space.id, ...times }), 422, 'closed')
    expect((await book(service, member, { spaceId: other.id, ...times })).status).toBe(201)
  })

  it('that is empty or backwards is an invalid_interval', async () => {
    expectProblem(await close('2026-12-02', '10:00', '10:00'), 422, 'invalid_interval')
    expectProblem(await close('2026-12-02', '12:00', '10:00'), 422, 'invalid_interval')
  })

  it('of a space that is not there, or elsewhere, is not_found', async () => {
    const elsewhere = await makeCoworking(service)
    for (const spaceId of [randomUUID(), elsewhere.space.id])
      expectProblem(await close('2026-12-02', '10:00', '12:00', { spaceId }), 404, 'not_found')
  })

  it('is for the manager of this location: forbidden to another, and unknown with an inactive one', async () => {
    const own = await makePerson(service, 'manager', [location.id])
    const foreign = await makePerson(service, 'manager')
    const attempt = (person: Person, body = {}) => close('2026-12-02', '10:00', '12:00', body, { person })
    expectProblem(await attempt(foreign), 403, 'forbidden')
    expect((await attempt(own)).status).toBe(201)
    const { id: spaceId } = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: tariff.id,
      isActive: false,
    })
    expectProblem(await attempt(foreign, { spaceId: space.id }), 403, 'forbidden')
    expectProblem(await attempt(foreign, { spaceId }), 404, 'not_found')
    expect((await attempt(own, { spaceId })).status).toBe(201)
    const path = `locations/${location.id}`
    await service.request('PATCH', path, { token: admin.token, body: { isActive: false } })
    expectProblem(await attempt(foreign), 404, 'not_found')
    expect((await attempt(own)).status).toBe(201)
  })
})

describe('a closure over live bookings', () => {
  it('is a closure_conflict that names each of them and writes nothing', async () => {
    const approved = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: tariff.id,
      requiresApproval: true,
    })
    const times = at('2026-12-02', '10:00', '12:00')
    const confirmed = await makeBooking(service, member, { spaceId: space.id, ...times })
    const pending = await makeBooking(service, member, { spaceId: approved.id, ...times })
    const early = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-01', '09:00', '13:00'),
    })
    await takeStep(service, member, 'check-in', early.id)
    const answer = await service.request('POST', `locations/${location.id}/closures`, {
      token: admin.token,
      body: { from: '2026-12-01T06:00:00Z', to: '2026-12-03T06:00:00Z' },
    })
    expectProblem(answer, 409, 'closure_conflict')
    expect([...answer.body.bookingIds].sort()).toEqual([confirmed.id, pending.id, early.id].sort())
    expect(await closures()).toEqual([])
    expect((await read(confirmed.id)).status).toBe('confirmed')
    expect(await balanceOf(service, member)).toBe(funds - 8 * 60_000)
  })

  it('looks at their own time: touching ones, buffers and what is over are not in the way', async () => {
    await service.request('PATCH', `spaces/${space.id}`, {
      token: admin.token,
      body: { bufferBeforeMinutes: 60, bufferAfterMinutes: 60 },
    })
    const spaceId = space.id
    const cancelled = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '12:00', '14:00') })
    await takeStep(service, member, 'cancel', cancelled.id)
    await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '12:00') })
    await makeBooking(service, member, { spaceId, ...at('2026-12-02', '14:00', '16:00') })
    expectProblem(await close('2026-12-02', '11:59', '12:00'), 409, 'closure_conflict')
    expectProblem(await close('2026-12-02', '14:00', '14:01'), 409, 'closure_conflict')
    expect((await close('2026-12-02', '12:00', '14:00')).status).toBe(201)
  })

  it('of one space looks at the bookings of that one only', async () => {
    const other = await sameSpace()
    const times = at('2026-12-02', '10:00', '12:00')
    const booking = await makeBooking(service, member, { spaceId: other.id, ...times })
    expect((await close('2026-12-02', '09:00', '13:00', { spaceId: space.id })).status).toBe(201)
    const answer = await close('2026-12-02', '09:00', '13:00', { spaceId: other.id })
    expectProblem(answer, 409, 'closure_conflict')
    expect(answer.body.bookingIds).toEqual([booking.id])
  })
})
