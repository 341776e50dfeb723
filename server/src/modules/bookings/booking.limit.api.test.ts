import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { startBeside, type TestService, useService } from '../../../../testing/harness.ts'

const limit = 5
const service = useService({ MAX_LIVE_BOOKINGS: String(limit) })
let unlimited: TestService
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let rooms: string[]

beforeAll(async () => {
  coworking = await makeCoworking(service, { tariff: { cancellation: [] } })
  rooms = await Promise.all(Array.from({ length: 8 }, () => makeRoom()))
  unlimited = await startBeside(service, { MAX_LIVE_BOOKINGS: '0' })
})
afterAll(() => unlimited.stop())

const makeRoom = async (fields: object = {}): Promise<string> => (await coworking.makeRoom(fields)).id
// Each booking has its own time and space, so that no two conflict.
let requests = 0
function nextRequest() {
  requests += 1
  const start = Date.parse('2026-12-02T00:00:00+03:00') + Math.floor(requests / 8) * 3_600_000
  const [startsAt, endsAt] = [start, start + 3_600_000].map((ms) => new Date(ms).toISOString())
  return { spaceId: rooms[requests % 8] as string, startsAt: startsAt as string, endsAt: endsAt as string }
}
const tooMany = { status: 409, body: { code: 'too_many_bookings', limit } }

/** A member with the largest allowed number of future bookings. */
async function makeFullMember(): Promise<{ member: Person; bookings: Created[] }> {
  const member = await makeMember(service, coworking.admin)
  const bookings: Created[] = []
  while (bookings.length < limit) bookings.push(await makeBooking(service, member, nextRequest()))
  return { member, bookings }
}

describe('a member at the limit', () => {
  it('gets neither a booking nor a quote until a booking is cancelled', async () => {
    const { member, bookings } = await makeFullMember()
    const requested = nextRequest()
    const refused = await book(service, member, requested)
    expect(refused).toMatchObject(tooMany)
    expect(refused.body.detail).toMatch(/at most 5 upcoming bookings: cancel one|не больше 5: отмените/)
    const quote = () => service.request('POST', 'quotes', { token: member.token, body: requested })
    expect(await quote()).toMatchObject(tooMany)
    expect(await service.request('POST', 'quotes', { body: requested })).toMatchObject({ status: 200 })
    await changeStatus(service, member, 'cancel', bookings[0]?.id ?? '')
    expect(await quote()).toMatchObject({ status: 200 })
    expect(await book(service, member, requested)).toMatchObject({ status: 201 })
    expect(await book(service, member, nextRequest())).toMatchObject(tooMany)
  })

  it('can move existing bookings, and gets quotes for moves', async () => {
    const { member, bookings } = await makeFullMember()
    const [booking] = bookings as [Created]
    const { startsAt } = booking
    const endsAt = new Date(Date.parse(booking.endsAt) + 30 * 60_000).toISOString()
    const body = { spaceId: await makeRoom(), startsAt, endsAt, movingBookingId: booking.id }
    const quote = await service.request('POST', 'quotes', { token: member.token, body })
    expect(quote).toMatchObject({ status: 200, body: { total: 90_000, move: { charge: 30_000, refund: 0 } } })
    const { movingBookingId: _, ...target } = body
    expect(await moveBooking(service, member, booking.id, target)).toMatchObject({
      status: 200,
      body: { totalPrice: 90_000 },
    })
  })

  it('has no limit where staff book for the member; staff who book for themselves have the limit of members', async () => {
    const { member } = await makeFullMember()
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    for (const staff of [coworking.admin, manager])
      expect(await book(service, staff, { ...nextRequest(), userId: member.id })).toMatchObject({
        status: 201,
      })
    expect(await book(service, member, nextRequest())).toMatchObject(tooMany)
    const costless = await makeSpace(service, coworking.admin, {
      locationId: coworking.location.id,
      tariffId: (
        await service.request('POST', 'tariffs', {
          token: coworking.admin.token,
          body: { name: 'Costless', hourlyRate: 0 },
        })
      ).body.id,
    })
    const requestOf = (day: number) => ({
      spaceId: costless.id,
      ...at(`2026-12-${10 + day}`, '10:00', '11:00'),
    })
    for (let day = 0; day < limit; day++)
      expect(await book(service, manager, { ...requestOf(day), userId: manager.id })).toMatchObject({
        status: 201,
      })
    expect(await book(service, manager, requestOf(limit))).toMatchObject(tooMany)
  })

  it('has no limit where the setting is 0', async () => {
    const { member } = await makeFullMember()
    expect(await book(unlimited, member, nextRequest())).toMatchObject({ status: 201 })
  })

  it('is refused with `too_many_bookings` after the refusals of the time, and before those of a taken slot and a changed price', async () => {
    const { member, bookings } = await makeFullMember()
    const [{ spaceId, startsAt, endsAt }] = bookings as [Created]
    const code = async (body: object) => (await book(service, member, body)).body.code
    const closure = { from: '2027-02-01T00:00:00+03:00', to: '2027-02-02T00:00:00+03:00' }
    await service.request('POST', `locations/${coworking.location.id}/closures`, {
      token: coworking.admin.token,
      body: closure,
    })
    expect(await code({ spaceId, ...at('2027-02-01', '10:00', '11:00') })).toBe('closed')
    expect(await code({ spaceId, startsAt, endsAt, expectedTotal: 1 })).toBe('too_many_bookings')
  })

  it('gets one more booking for each pending or running one that is over', async () => {
    const member = await makeMember(service, coworking.admin)
    const approvalSpaceId = await makeRoom({ requiresApproval: true })
    const checkInSpaceId = await makeRoom({ requiresCheckIn: true })
    await makeBooking(service, member, { spaceId: approvalSpaceId, ...at('2026-12-01', '13:00', '14:00') })
    await makeBooking(service, member, { spaceId: checkInSpaceId, ...at('2026-12-01', '12:00', '15:00') })
    await makeBooking(service, member, { spaceId: await makeRoom(), ...at('2026-12-01', '12:00', '13:00') })
    while ((await book(service, member, nextRequest())).status === 201);
    const statusOfBookingAt = async (time: string) => {
      await travelTo(service, `2026-12-01T${time}+03:00`, member)
      return (await book(service, member, nextRequest())).status
    }
    // One more booking is allowed each time: after the no-show, after the completed booking, and after the expired request.
    expect(await statusOfBookingAt('12:14:59')).toBe(409)
    expect(await statusOfBookingAt('12:15:00')).toBe(201)
    expect(await statusOfBookingAt('12:59:59')).toBe(409)
    expect([
      await statusOfBookingAt('13:00:00'),
      await statusOfBookingAt('13:00:00'),
      await statusOfBookingAt('13:00:00'),
    ]).toEqual([201, 201, 409])
  })
})

describe('64 bookings at once of one member, on different spaces and times', () => {
  it.each([
    ['a member without any', 0],
    ['a member who has some', 3],
  ])('succeed exactly as often as the limit allows: %s', async (_, before) => {
    await travelTo(service, '2026-12-01T09:00:00+03:00', coworking.admin)
    const member = await makeMember(service, coworking.admin, 100_000_000)
    for (let n = 0; n < before; n++) await makeBooking(service, member, nextRequest())
    const responses = await Promise.all(
      Array.from({ length: 64 }, () => book(service, member, nextRequest())),
    )
    const outcomes = responses.map(({ status, body }) => (status === 201 ? '201' : body.code)).sort()
    const created = Array.from({ length: limit - before }, () => '201')
    expect(outcomes).toEqual([
      ...created,
      ...Array.from({ length: 64 - created.length }, () => 'too_many_bookings'),
    ])
  })

  it('with cancellations by the member and by staff: never exceed the limit, and every request gets a response', async () => {
    const members = await Promise.all([1, 2, 3].map(() => makeFullMember()))
    const before = members.flatMap(({ bookings, member }) => bookings.map(({ id }) => ({ id, member })))
    const responses = await Promise.all([
      ...before.map(({ id, member }, index) =>
        changeStatus(service, index % 2 === 0 ? member : coworking.admin, 'cancel', id),
      ),
      ...members.flatMap(({ member }) =>
        Array.from({ length: 16 }, () => book(service, member, nextRequest())),
      ),
    ])
    expect(
      responses.filter(({ status, body }) => status >= 300 && body.code !== 'too_many_bookings'),
    ).toEqual([])
    for (const { member } of members) {
      const path = `bookings?status=confirmed&withTotal=true&userId=${member.id}`
      const { body } = await service.request('GET', path, { token: member.token })
      expect(body.total).toBeLessThanOrEqual(limit)
    }
  })
})
