import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  balanceOf,
  book,
  type Created,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

// The clock stands at Tuesday 2026-12-01, 09:00 in Moscow.
const service = useService()
let admin: Person
let member: Person
let location: Created
let space: Created

const workdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' }))
const rules = {
  minMinutes: 60,
  maxMinutes: 240,
  stepMinutes: 30,
  minLeadMinutes: 120,
  maxAdvanceDays: 30,
}

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin)
  location = await makeLocation(service, admin, { weekly: workdays })
  const tariff = await makeTariff(service, admin, rules)
  space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
})

async function change(path: string, body: object): Promise<void> {
  const response = await service.request('PATCH', path, { token: admin.token, body })
  if (response.status !== 200) throw new Error(response.text)
}

async function close(from: string, to: string, spaceId: string | null): Promise<string> {
  const body = { from, to, spaceId, reason: 'Repairs' }
  const path = `locations/${location.id}/closures`
  const response = await service.request('POST', path, { token: admin.token, body })
  if (response.status !== 201) throw new Error(response.text)
  return response.body.id
}

type Times = { startsAt: string; endsAt: string }
const tryToBook = (times: Times, person = member, spaceId = space.id) =>
  book(service, person, { spaceId, title: 'Asked', ...times })

const refused = (status: number, code: string) => ({ status, body: { code, status } })

describe('a booking is refused with', () => {
  it.each([
    ['an end before the start', at('2026-12-02', '12:00', '11:00')],
    ['an end at the start', at('2026-12-02', '12:00', '12:00')],
    [
      'an end before the start in other zones',
      { startsAt: '2026-12-02T12:00:00+03:00', endsAt: '2026-12-02T08:00:00Z' },
    ],
  ])('invalid_interval: %s', async (_, times) => {
    expect(await tryToBook(times)).toMatchObject(refused(422, 'invalid_interval'))
  })

  it.each([
    ['a millisecond ago', { startsAt: '2026-12-01T05:59:59.999Z', endsAt: '2026-12-01T08:00:00Z' }],
    ['a year ago', at('2025-12-02', '10:00', '12:00')],
  ])('starts_in_past: %s', async (_, times) => {
    expect(await tryToBook(times)).toMatchObject(refused(422, 'starts_in_past'))
  })

  it.each([
    ['a start between two steps', at('2026-12-02', '10:15', '11:15')],
    ['a start with seconds', { startsAt: '2026-12-02T10:00:30+03:00', endsAt: '2026-12-02T11:00:30+03:00' }],
    [
      'a start with milliseconds',
      { startsAt: '2026-12-02T07:00:00.001Z', endsAt: '2026-12-02T08:00:00.001Z' },
    ],
    ['a length that is no multiple of the step', at('2026-12-02', '10:00', '11:15')],
    ['a length below the minimum', at('2026-12-02', '10:00', '10:30')],
    ['a length above the maximum', at('2026-12-02', '10:00', '14:30')],
  ])('invalid_duration: %s', async (_, times) => {
    expect(await tryToBook(times)).toMatchObject(refused(422, 'invalid_duration'))
  })

  it.each([
    ['half an hour inside the lead time', at('2026-12-01', '10:30', '11:30')],
    ['a day further ahead than allowed', at('2027-01-01', '10:00', '11:00')],
  ])('outside_booking_window: %s', async (_, times) => {
    expect(await tryToBook(times)).toMatchObject(refused(422, 'outside_booking_window'))
  })

  it.each([
    ['an evening', at('2026-12-02', '17:30', '18:30')],
    ['an early morning', at('2026-12-02', '08:30', '09:30')],
    ['a weekend', at('2026-12-05', '10:00', '11:00')],
  ])('outside_opening_hours: %s', async (_, times) => {
    expect(await tryToBook(times)).toMatchObject(refused(422, 'outside_opening_hours'))
  })

  it('space_unavailable where the space, its location or its tariff is inactive', async () => {
    for (const path of [`spaces/${space.id}`, `locations/${location.id}`, `tariffs/${space.tariffId}`]) {
      await change(path, { isActive: false })
      expect(await tryToBook(at('2026-12-03', '10:00', '11:00'))).toMatchObject(
        refused(422, 'space_unavailable'),
      )
      await change(path, { isActive: true })
    }
  })

  it('closed during a closure of the location or of the space, but not before or after it and not during a closure of another space', async () => {
    const ids = { locationId: location.id, tariffId: space.tariffId }
    const other = await makeSpace(service, admin, ids)
    await close('2026-12-07T12:00:00+03:00', '2026-12-07T13:00:00+03:00', null)
    await close('2026-12-07T14:00:00+03:00', '2026-12-07T15:00:00+03:00', space.id)
    expect(await tryToBook(at('2026-12-07', '11:00', '12:30'))).toMatchObject(refused(422, 'closed'))
    expect(await tryToBook(at('2026-12-07', '14:30', '15:30'))).toMatchObject(refused(422, 'closed'))
    expect(await tryToBook(at('2026-12-07', '11:00', '12:00'))).toMatchObject({ status: 201 })
    expect(await tryToBook(at('2026-12-07', '13:00', '14:00'))).toMatchObject({ status: 201 })
    const inOtherSpace = { spaceId: other.id, ...at('2026-12-07', '14:00', '15:00') }
    expect(await book(service, member, inOtherSpace)).toMatchObject({ status: 201 })
  })

  it('insufficient_funds, with the required amount and the balance', async () => {
    const poor = await makeMember(service, admin, 89_999)
    const response = await tryToBook(at('2026-12-08', '10:00', '11:30'), poor)
    expect(response).toMatchObject({
      status: 402,
      body: { code: 'insufficient_funds', required: 90_000, balance: 89_999, currency: 'RUB' },
    })
    expect(response.headers['content-type']).toMatch('application/problem+json')
  })
})

describe('where several rules are broken', () => {
  it('the first broken rule decides on the code, in the order of the API (the limits of bookings and the expected price have their own tests)', async () => {
    const poor = await makeMember(service, admin, 1)
    const bookings = () => service.request('GET', 'bookings?withTotal=true', { token: poor.token })

    // All later checks fail from the beginning: taken, closed, outside the hours, inactive, no money.
    const day = '2026-12-09'
    await makeBooking(service, member, { spaceId: space.id, ...at(day, '11:00', '12:00') })
    const closure = await close(`${day}T10:00:00+03:00`, `${day}T11:00:00+03:00`, space.id)
    await change(`spaces/${space.id}`, { isActive: false })

    const backwards = { startsAt: '2026-11-28T03:15:00+03:00', endsAt: '2026-11-28T03:14:00+03:00' }
    expect(await tryToBook(backwards, poor)).toMatchObject(refused(422, 'invalid_interval'))
    const past = at('2026-11-28', '03:15', '23:30')
    expect(await tryToBook(past, poor)).toMatchObject(refused(422, 'starts_in_past'))
    const betweenStepsTooSoon = at('2026-12-01', '09:10', '19:15')
    expect(await tryToBook(betweenStepsTooSoon, poor)).toMatchObject(refused(422, 'invalid_duration'))
    const tooSoon = at('2026-12-01', '09:30', '10:30')
    expect(await tryToBook(tooSoon, poor)).toMatchObject(refused(422, 'outside_booking_window'))
    const tooFar = at('2027-02-06', '20:00', '21:00')
    expect(await tryToBook(tooFar, poor)).toMatchObject(refused(422, 'outside_booking_window'))

    const morning = at(day, '08:00', '12:00')
    expect(await tryToBook(morning, poor)).toMatchObject(refused(422, 'space_unavailable'))
    await change(`spaces/${space.id}`, { isActive: true })
    expect(await tryToBook(morning, poor)).toMatchObject(refused(422, 'outside_opening_hours'))
    const openMorning = at(day, '09:00', '12:00')
    expect(await tryToBook(openMorning, poor)).toMatchObject(refused(422, 'closed'))
    const path = `locations/${location.id}/closures/${closure}`
    expect(await service.request('DELETE', path, { token: admin.token })).toMatchObject({ status: 204 })
    expect(await tryToBook(openMorning, poor)).toMatchObject(refused(409, 'booking_conflict'))
    expect(await tryToBook(at(day, '09:00', '11:00'), poor)).toMatchObject(refused(402, 'insufficient_funds'))

    expect(await balanceOf(service, poor)).toBe(1)
    expect((await bookings()).body).toEqual({ items: [], nextCursor: null, total: 0 })
  })

  it('401 comes before 400, 400 before 404, 404 before 403, 403 before any rule', async () => {
    const malformed = { spaceId: 'somewhere', startsAt: 'soon', endsAt: '' }
    const request = (body: object, token?: string) => service.request('POST', 'bookings', { token, body })
    expect(await request(malformed)).toMatchObject(refused(401, 'unauthenticated'))
    expect(await request(malformed, member.token)).toMatchObject(refused(400, 'validation_failed'))
    const backwards = at('2026-11-28', '12:00', '11:00')
    const forOtherUser = { userId: admin.id, ...backwards }
    const nowhere = { spaceId: randomUUID(), ...forOtherUser }
    expect(await request(nowhere, member.token)).toMatchObject(refused(404, 'not_found'))
    const here = { spaceId: space.id, ...forOtherUser }
    expect(await request(here, member.token)).toMatchObject(refused(403, 'forbidden'))
  })
})

it.each([
  ['the minimum length, at the first bookable minute', at('2026-12-01', '11:00', '12:00')],
  ['the maximum length, to the last open minute', at('2026-12-02', '14:00', '18:00')],
  ['the last bookable day', at('2026-12-31', '17:00', '18:00')],
])('a booking exactly at the limits of the rules is accepted: %s', async (_, times) => {
  expect(await tryToBook(times)).toMatchObject({ status: 201 })
})

describe('a malformed booking is 400, and the response names the field', () => {
  const good = () => ({ spaceId: space.id, ...at('2026-12-10', '10:00', '11:00') })
  it.each([
    ['a start without an offset', { startsAt: '2026-12-10T10:00:00' }, '/startsAt'],
    ['a day that does not exist', { startsAt: '2026-02-30T10:00:00Z' }, '/startsAt'],
    ['a year after 2199', { endsAt: '9999-12-31T23:59:59Z' }, '/endsAt'],
    ['a space that is no UUID', { spaceId: '1' }, '/spaceId'],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, '/title'],
    ['a title that is null', { title: null }, '/title'],
    ['a title with a NUL', { title: 'a\0b' }, '/title'],
    ['an unknown key', { status: 'confirmed' }, '/status'],
    ['no end', { endsAt: undefined }, '/endsAt'],
  ])('%s', async (_, wrong, path) => {
    const response = await book(service, member, { ...good(), ...wrong })
    expect(response).toMatchObject(refused(400, 'validation_failed'))
    expect(response.body.errors).toMatchObject([{ path }])
  })
})
