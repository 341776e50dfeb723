import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  book,
  type Created,
  changeStatus,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { maxMoney } from '../../shared/money.ts'

// booking.alternatives.property.api.test.ts checks that the alternatives are exact, whatever is booked.

const service = useService()
let admin: Person
let member: Person
let location: Created
let room: Created

const day = '2026-12-01'
const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' }))

type Alternative = { spaceId: string; startsAt: string; endsAt: string; total: number }

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin, 100_000_000)
})

beforeEach(() => travelTo(service, startOfTests, admin, member))

/** A room of a location that is open from 09:00 to 18:00, with a tariff that allows no booking on another day. */
async function makeRoomForToday(limits: object = {}): Promise<void> {
  location = await makeLocation(service, admin, { weekly })
  const { id: tariffId } = await makeTariff(service, admin, { maxAdvanceDays: 0, ...limits })
  room = await makeSpace(service, admin, { locationId: location.id, tariffId })
}

describe('the alternatives of a booking_conflict', () => {
  const alternativesOf = async (person: Person, from: string, to: string, fields: object = {}) => {
    const response = await book(service, person, { spaceId: room.id, ...fields, ...at(day, from, to) })
    expect(response).toMatchObject({ status: 409, body: { code: 'booking_conflict' } })
    return response.body.alternatives.map((alternative: Alternative) => alternative.startsAt)
  }
  const instants = (...times: string[]) => times.map((time) => at(day, time, time).startsAt).map(iso)
  const iso = (text: string) => new Date(text).toISOString()

  it('are fewer than five, or none, where fewer exist', async () => {
    await makeRoomForToday()
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '09:00', '17:00') })
    expect(await alternativesOf(member, '16:30', '17:00')).toEqual(instants('17:00', '17:30'))
    expect(await alternativesOf(member, '15:00', '17:00')).toEqual([])
  })

  it('are not in the past and not within the lead time for a member; staff also get the step that is running', async () => {
    await makeRoomForToday({ minLeadMinutes: 60 })
    const manager = await makePerson(service, 'manager', [location.id])
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '11:00', '18:00') })
    await travelTo(service, '2026-12-01T06:40:00.000Z', member, manager)
    expect(await alternativesOf(member, '11:00', '11:30')).toEqual([])
    await travelTo(service, '2026-12-01T06:30:00.000Z', member, manager)
    expect(await alternativesOf(member, '11:00', '11:30')).toEqual(instants('10:30'))
    await travelTo(service, '2026-12-01T06:40:00.000Z', member, manager)
    const fields = { userId: member.id }
    expect(await alternativesOf(manager, '11:00', '11:30', fields)).toEqual(instants('09:30'))
  })

  it('include the running step of a room that requires approval only for an actor who could approve the booking', async () => {
    await makeRoomForToday()
    const body = { requiresApproval: true }
    expect((await service.request('PATCH', `spaces/${room.id}`, { token: admin.token, body })).status).toBe(
      200,
    )
    const manager = await makePerson(service, 'manager', [location.id])
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '18:00') })
    const staff = [manager, admin]
    await travelTo(service, '2026-12-01T06:40:00.000Z', member, ...staff)
    for (const person of staff)
      expect(await alternativesOf(person, '11:00', '11:30', { userId: member.id })).toEqual(instants('09:30'))
    expect(await alternativesOf(admin, '11:00', '11:30')).toEqual(instants('09:30'))
    expect(await alternativesOf(manager, '11:00', '11:30')).toEqual([])
  })

  it('include no room that requires approval where a member moves a checked-in booking', async () => {
    await makeRoomForToday()
    const add = (fields: object = {}) =>
      makeSpace(service, admin, { locationId: location.id, tariffId: room.tariffId, ...fields })
    const [booked, open, approval] = [await add(), await add(), await add({ requiresApproval: true })]
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '09:30', '18:00') })
    const times = at(day, '09:30', '10:00')
    const { id } = await makeBooking(service, member, { spaceId: booked.id, ...times })
    await travelTo(service, '2026-12-01T06:20:00.000Z', member, admin)
    const spaceIdsFor = async (person: Person) => {
      const { body } = await moveBooking(service, person, id, { spaceId: room.id })
      return body.alternatives
        .filter(({ startsAt }: Alternative) => Date.parse(startsAt) === Date.parse(times.startsAt))
        .map(({ spaceId }: Alternative) => spaceId)
    }
    expect(new Set(await spaceIdsFor(member))).toEqual(new Set([open.id, approval.id]))
    expect((await changeStatus(service, member, 'check-in', id)).status).toBe(200)
    expect(await spaceIdsFor(member)).toEqual([open.id])
    expect(new Set(await spaceIdsFor(admin))).toEqual(new Set([open.id, approval.id]))
  })

  it('are never in a closure of the location, of this space or of another space', async () => {
    await makeRoomForToday()
    const secondSpace = await makeSpace(service, admin, { locationId: location.id, tariffId: room.tariffId })
    const close = (from: string, to: string, spaceId: string | null) =>
      service.request('POST', `locations/${location.id}/closures`, {
        token: admin.token,
        body: { from: at(day, from, to).startsAt, to: at(day, from, to).endsAt, spaceId },
      })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '12:00', '13:00') })
    await close('13:00', '14:00', null)
    await close('10:00', '11:30', room.id)
    await close('11:00', '12:30', secondSpace.id)
    expect(await alternativesOf(member, '12:00', '13:00')).toEqual(
      instants('14:00', '14:30', '09:00', '15:00', '15:30'),
    )
  })

  it('do not include a space whose price for this time is more than can be charged', async () => {
    await makeRoomForToday()
    const { id: tariffId } = await makeTariff(service, admin, { hourlyRate: maxMoney })
    await makeSpace(service, admin, { locationId: location.id, tariffId })
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '12:00', '18:00') })
    expect(await alternativesOf(member, '12:00', '14:00')).toEqual(instants('10:00', '09:30', '09:00'))
  })

  it('are the nearest starts on the steps of the tariff, also before and after a change of the clock', async () => {
    const berlin = await makeLocation(service, admin, { timeZone: 'Europe/Berlin' })
    const steps = { stepMinutes: 240, minMinutes: 240, maxAdvanceDays: 365 }
    const { id: tariffId } = await makeTariff(service, admin, steps)
    const { id: spaceId } = await makeSpace(service, admin, { locationId: berlin.id, tariffId })
    // The clocks of Berlin go from 02:00 to 03:00 on this day, so its 00:00 is 23:00 UTC, and its 04:00 is 02:00 UTC.
    const taken = { startsAt: '2027-03-28T06:00:00.000Z', endsAt: '2027-03-28T10:00:00.000Z' }
    await makeBooking(service, member, { spaceId, ...taken })
    const { body } = await book(service, member, { spaceId, ...taken })
    expect(body.alternatives.map(({ startsAt }: Alternative) => startsAt)).toEqual([
      '2027-03-28T02:00:00.000Z',
      '2027-03-28T10:00:00.000Z',
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T14:00:00.000Z',
      '2027-03-27T19:00:00.000Z',
    ])
  })

  it('are also returned to a member whose wallet is empty', async () => {
    await makeRoomForToday()
    const penniless = await makeMember(service, admin, 0)
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '09:00', '17:30') })
    expect(await alternativesOf(penniless, '17:00', '17:30')).toEqual(instants('17:30'))
  })
})

describe('the alternatives of a move', () => {
  let booking: Created
  let secondSpace: Created

  beforeEach(async () => {
    await travelTo(service, '2026-12-01T05:00:00.000Z', admin, member)
    await makeRoomForToday()
    secondSpace = await makeSpace(service, admin, { locationId: location.id, tariffId: room.tariffId })
    booking = await makeBooking(service, member, { spaceId: room.id, ...at(day, '10:00', '12:00') })
  })

  const alternativesOf = async (body: object): Promise<Alternative[]> => {
    const response = await moveBooking(service, member, booking.id, body)
    expect(response).toMatchObject({ status: 409, body: { code: 'booking_conflict' } })
    return response.body.alternatives
  }
  const inRoom = (space: Created, from: string) => {
    const startsAt = new Date(at(day, from, from).startsAt)
    const endsAt = new Date(startsAt.getTime() + 2 * 3_600_000)
    return {
      spaceId: space.id,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      total: 120_000,
    }
  }

  it('treat the present time of the booking as free, and each alternative is accepted', async () => {
    await makeBooking(service, member, { spaceId: secondSpace.id, ...at(day, '11:00', '13:00') })
    const alternatives = await alternativesOf({ spaceId: secondSpace.id, ...at(day, '11:00', '13:00') })
    expect(alternatives).toEqual([
      inRoom(room, '11:00'),
      inRoom(secondSpace, '09:00'),
      inRoom(secondSpace, '13:00'),
      inRoom(secondSpace, '13:30'),
      inRoom(secondSpace, '14:00'),
    ])
    for (const { total, ...alternative } of alternatives)
      expect(await moveBooking(service, member, booking.id, alternative)).toMatchObject({
        status: 200,
        body: { ...alternative, totalPrice: total },
      })
  })

  it('do not include the present space and time of the booking', async () => {
    await makeBooking(service, member, { spaceId: room.id, ...at(day, '12:00', '14:00') })
    expect(await alternativesOf(at(day, '11:00', '13:00'))).toEqual([
      inRoom(secondSpace, '11:00'),
      inRoom(room, '09:30'),
      inRoom(room, '09:00'),
      inRoom(room, '14:00'),
      inRoom(room, '14:30'),
    ])
    await makeBooking(service, member, { spaceId: secondSpace.id, ...at(day, '10:00', '12:00') })
    expect(await alternativesOf({ spaceId: secondSpace.id })).toEqual([
      inRoom(secondSpace, '12:00'),
      inRoom(secondSpace, '12:30'),
      inRoom(secondSpace, '13:00'),
      inRoom(secondSpace, '13:30'),
      inRoom(secondSpace, '14:00'),
    ])
  })
})
