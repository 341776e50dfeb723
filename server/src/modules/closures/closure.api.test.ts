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
  makeTariff,
  moveBooking,
  type Person,
  takeStep,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
const funds = 1_000_000
// Nothing comes back by this policy, so that what a closure gives back is not the policy's doing.
const strict = { hourlyRate: 60_000, cancellation: [{ hoursBefore: 8_000, refundPercent: 100 }] }

let admin: Person
let location: Created
let tariff: Created
let space: Created
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

// A location of its own for each test: its closures are in nobody's way.
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
const cancelling = { query: '?cancelBookings=true' }
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

describe('a closure with cancelBookings', () => {
  it('cancels them with all their money, whatever the policy, and says which', async () => {
    const second = await makeMember(service, admin, funds)
    const other = await sameSpace()
    const mine = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '10:00', '12:30'),
    })
    const hers = await makeBooking(service, second, {
      spaceId: other.id,
      ...at('2026-12-02', '12:00', '13:00'),
    })
    const later = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-02', '13:00', '14:00'),
    })
    expect(mine.refundNow).toBe(0)
    expect(await balanceOf(service, member)).toBe(funds - 150_000 - 60_000)
    const answer = await close('2026-12-02', '12:00', '13:00', { reason: 'Протечка' }, cancelling)
    expect(answer.status).toBe(201)
    expect([...answer.body.cancelledBookingIds].sort()).toEqual([mine.id, hers.id].sort())
    expect(await read(mine.id)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'Протечка',
      cancelledAt: startOfTests,
      totalPrice: 150_000,
      refunded: 150_000,
      refundNow: 0,
      version: 2,
    })
    expect((await read(later.id)).status).toBe('confirmed')
    expect(await balanceOf(service, member)).toBe(funds - 60_000)
    expect(await balanceOf(service, second)).toBe(funds)
    const entries = await service.request('GET', 'me/wallet/entries?limit=1', { token: member.token })
    expect(entries.body.items).toMatchObject([
      { amount: 150_000, kind: 'refund', bookingId: mine.id, balanceAfter: funds - 60_000 },
    ])
  })

  it('gives back the present price of one that was moved, on top of what the move gave', async () => {
    const generous = await makeTariff(service, admin, { hourlyRate: 60_000 })
    const { id: spaceId } = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: generous.id,
    })
    const booking = await makeBooking(service, member, { spaceId, ...at('2026-12-02', '10:00', '14:00') })
    await moveBooking(service, member, booking.id, at('2026-12-02', '10:00', '11:00'))
    await close('2026-12-02', '10:00', '12:00', {}, cancelling)
    expect(await read(booking.id)).toMatchObject({
      status: 'cancelled',
      totalPrice: 60_000,
      refunded: 240_000,
    })
    expect(await balanceOf(service, member)).toBe(funds)
  })

  it('gives everything back in the midst of a booking that is running, checked in', async () => {
    const booking = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-01', '09:00', '12:00'),
    })
    await takeStep(service, member, 'check-in', booking.id)
    await travelTo(service, '2026-12-01T07:00:00Z', admin, member)
    const answer = await close('2026-12-01', '10:00', '18:00', {}, cancelling)
    await travelTo(service, startOfTests, admin, member)
    expect(answer.body.cancelledBookingIds).toEqual([booking.id])
    expect(await balanceOf(service, member)).toBe(funds)
  })

  it('leaves what time has ended: a completed booking is not in the way', async () => {
    const booking = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-01', '09:00', '10:00'),
    })
    await travelTo(service, '2026-12-01T07:00:00Z', admin, member)
    const answer = await close('2026-12-01', '09:00', '18:00', {}, cancelling)
    expect(answer.body.cancelledBookingIds).toEqual([])
    expect((await read(booking.id)).status).toBe('completed')
    await travelTo(service, startOfTests, admin, member)
    expect(await balanceOf(service, member)).toBe(funds - 60_000)
  })

  it('happens once with one Idempotency-Key, five times at once', async () => {
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', '10:00', '12:00') })
    const options = { ...cancelling, headers: { 'idempotency-key': randomUUID() } }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => close('2026-12-02', '09:00', '13:00', {}, options)),
    )
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([201, answers[0]?.body])
    expect(answers.filter((one) => one.headers['idempotency-replayed'] === 'true')).toHaveLength(4)
    expect(await closures()).toHaveLength(1)
    expect(await balanceOf(service, member)).toBe(funds)
  })
})
