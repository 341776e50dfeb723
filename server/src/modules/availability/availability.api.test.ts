import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { newId } from '../../shared/ids.ts'

// The clock stands at Tuesday 2026-12-01, 09:00 in Moscow.
const service = useService()
const weekly = [
  { weekday: 3, opens: '09:00', closes: '18:00' },
  { weekday: 4, opens: '20:00', closes: '24:00' },
  { weekday: 5, opens: '00:00', closes: '02:00' },
]
let admin: Person
let member: Person
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let space: Created

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin)
})

beforeEach(async () => {
  const buffers = { bufferBeforeMinutes: 15, bufferAfterMinutes: 30 }
  coworking = await makeCoworking(service, { location: { weekly }, space: buffers })
  space = coworking.space
})

const getAvailability = (from: string, to: string, person?: Person, id = space.id) => {
  const query = `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`
  return service.request('GET', `spaces/${id}/availability?${query}`, { token: person?.token })
}
/** The free times of one whole day in Moscow, as `10:00–12:00` of its wall clock. */
async function day(date: string, person?: Person) {
  const { body } = await getAvailability(`${date}T00:00:00+03:00`, `${date}T23:59:59+03:00`, person)
  const clock = (instant: string) => new Date(Date.parse(instant) + 3 * 3_600_000).toISOString().slice(11, 16)
  const short = (ranges: { startsAt: string; endsAt: string }[]) =>
    ranges.map(({ startsAt, endsAt }) => `${clock(startsAt)}–${clock(endsAt)}`)
  return { open: short(body.open), busy: short(body.busy), free: short(body.free) }
}
const close = async (from: string, to: string, spaceId: string | null = null) => {
  const path = `locations/${coworking.location.id}/closures`
  const response = await service.request('POST', path, { token: admin.token, body: { from, to, spaceId } })
  expect(response.status).toBe(201)
}
const occupy = (from: string, to: string) =>
  makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', from, to) })

describe('the availability of a space', () => {
  it('is free in all its opening hours while nobody has booked', async () => {
    expect(await day('2026-12-02')).toEqual({ open: ['09:00–18:00'], busy: [], free: ['09:00–18:00'] })
  })

  it('is busy during a booking and its buffers, and free where a further booking has room for its own buffers', async () => {
    await occupy('12:00', '13:00')
    expect(await day('2026-12-02')).toEqual({
      open: ['09:00–18:00'],
      busy: ['11:45–13:30'],
      free: ['09:00–11:15', '13:45–18:00'],
    })
    const bookingBody = { spaceId: space.id }
    const next = at('2026-12-02', '10:30', '11:30')
    const refused = await service.request('POST', 'bookings', {
      token: member.token,
      body: { ...bookingBody, ...next },
    })
    expectProblem(refused, 409, 'booking_conflict')
    await occupy('10:00', '11:00')
    await occupy('14:00', '15:00')
    expect((await day('2026-12-02')).free).toEqual(['09:00–09:15', '15:45–18:00'])
  })

  it('is free again where a booking was cancelled, and busy with the buffers of the booking after the buffers changed', async () => {
    const booking = await occupy('12:00', '13:00')
    await occupy('15:00', '16:00')
    await changeStatus(service, member, 'cancel', booking.id)
    const body = { bufferBeforeMinutes: 0, bufferAfterMinutes: 60 }
    await service.request('PATCH', `spaces/${space.id}`, { token: admin.token, body })
    expect(await day('2026-12-02')).toMatchObject({
      busy: ['14:45–16:30'],
      free: ['09:00–13:45', '16:30–18:00'],
    })
  })

  it('is open during the hours except the closures of the location and of the space, joined over midnight', async () => {
    const other = await makeSpace(service, admin, {
      locationId: coworking.location.id,
      tariffId: coworking.tariff.id,
    })
    await close('2026-12-02T10:00:00+03:00', '2026-12-02T11:00:00+03:00')
    await close('2026-12-02T10:30:00+03:00', '2026-12-02T12:00:00+03:00', space.id)
    await close('2026-12-02T15:00:00+03:00', '2026-12-02T16:00:00+03:00', other.id)
    await close('2026-12-02T17:30:00+03:00', '2026-12-02T23:00:00+03:00', space.id)
    const open = ['09:00–10:00', '12:00–17:30']
    expect(await day('2026-12-02')).toEqual({ open, busy: [], free: open })
    const night = await getAvailability('2026-12-03T12:00:00+03:00', '2026-12-04T12:00:00+03:00')
    const whole = { startsAt: '2026-12-03T17:00:00.000Z', endsAt: '2026-12-03T23:00:00.000Z' }
    expect(night.body).toEqual({ open: [whole], busy: [], free: [whole] })
  })

  it('is limited to the requested window, and free only from now on', async () => {
    await occupy('12:00', '13:00')
    const { body } = await getAvailability('2026-12-02T12:15:00+03:00', '2026-12-02T12:30:00+03:00')
    const part = { startsAt: '2026-12-02T09:15:00.000Z', endsAt: '2026-12-02T09:30:00.000Z' }
    expect(body).toEqual({ open: [part], busy: [part], free: [] })
    service.clock.set('2026-12-02T07:00:00Z')
    const later = await day('2026-12-02')
    service.clock.set(startOfTests)
    expect(later).toMatchObject({ open: ['09:00–18:00'], free: ['10:00–11:15', '13:45–18:00'] })
  })

  it('shows the taken times, and never the members', async () => {
    const booking = await occupy('12:00', '13:00')
    for (const person of [undefined, member, admin]) {
      const { text, body } = await getAvailability('2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z', person)
      expect(Object.keys(body)).toEqual(['open', 'busy', 'free'])
      for (const range of [...body.open, ...body.busy, ...body.free])
        expect(Object.keys(range)).toEqual(['startsAt', 'endsAt'])
      for (const secret of [booking.id, member.id, member.email]) expect(text).not.toContain(secret)
    }
  })

  it('is returned for at most 62 days, not a second more, and not for a backward range', async () => {
    expect((await getAvailability('2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z')).status).toBe(200)
    const longer = await getAvailability('2026-12-01T00:00:00Z', '2027-02-01T00:00:01Z')
    expectProblem(longer, 400, 'validation_failed')
    expect(longer.body.errors).toMatchObject([{ path: '/to' }])
    expectProblem(
      await getAvailability('2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z'),
      422,
      'invalid_interval',
    )
    expectProblem(
      await getAvailability('2026-12-02T00:00:00Z', '2026-12-01T00:00:00Z'),
      422,
      'invalid_interval',
    )
    const withoutEnd = await service.request(
      'GET',
      `spaces/${space.id}/availability?from=2026-12-01T00:00:00Z`,
    )
    expectProblem(withoutEnd, 400, 'validation_failed')
  })

  it('of an inactive space is visible only to its staff, and has no free time', async () => {
    await service.request('PATCH', `spaces/${space.id}`, { token: admin.token, body: { isActive: false } })
    const manager = await makePerson(service, 'manager', [coworking.location.id])
    const managerOfNone = await makePerson(service, 'manager')
    for (const person of [undefined, member, managerOfNone])
      expectProblem(
        await getAvailability('2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z', person),
        404,
        'not_found',
      )
    expect(await day('2026-12-02', manager)).toEqual({ open: ['09:00–18:00'], busy: [], free: [] })
  })

  it('has no free time while its location or its tariff is inactive', async () => {
    for (const path of [`locations/${coworking.location.id}`, `tariffs/${coworking.tariff.id}`]) {
      await service.request('PATCH', path, { token: admin.token, body: { isActive: false } })
      expect((await day('2026-12-02')).free).toEqual([])
      await service.request('PATCH', path, { token: admin.token, body: { isActive: true } })
      expect((await day('2026-12-02')).free).toEqual(['09:00–18:00'])
    }
  })
})

it('a search tells nobody but its staff of an inactive location', async () => {
  const { location } = await makeCoworking(service)
  const deactivated = { token: admin.token, body: { isActive: false } }
  expect((await service.request('PATCH', `locations/${location.id}`, deactivated)).status).toBe(200)
  const { startsAt, endsAt } = at('2026-12-02', '10:00', '11:00')
  const window = `from=${encodeURIComponent(startsAt)}&to=${encodeURIComponent(endsAt)}`
  const search = async (locationId: string, token?: string) =>
    (await service.request('GET', `availability?${window}&locationId=${locationId}`, { token })).body
  for (const token of [undefined, member.token]) {
    const found = await search(location.id, token)
    expect(found.reasons).toEqual([])
    expect(found).toEqual(await search(newId(), token))
  }
  expect((await search(location.id, admin.token)).reasons).toEqual([{ code: 'space_unavailable', spaces: 1 }])
})

it('a search returns the five next times of a space that requires an approval, also where it cannot be booked from this instant', async () => {
  const space = { requiresApproval: true }
  const { location } = await makeCoworking(service, { space, tariff: { stepMinutes: 10 } })
  const window = 'from=2026-12-01T06:00:00Z&to=2026-12-01T06:30:00Z'
  const path = `availability?${window}&locationId=${location.id}`
  const { body } = await service.request('GET', path, { token: member.token })
  expect(body.nextFree.map((next: { startsAt: string }) => next.startsAt.slice(11, 16))).toEqual([
    '06:10',
    '06:20',
    '06:30',
    '06:40',
    '06:50',
  ])
})

it('the time after a booking that ends when the requested time begins is free only after the buffer', async () => {
  const { id } = await coworking.makeRoom({ bufferBeforeMinutes: 30, bufferAfterMinutes: 0 })
  await makeBooking(service, member, { spaceId: id, ...at('2026-12-02', '09:00', '10:00') })
  const { startsAt: from, endsAt: to } = at('2026-12-02', '10:00', '18:00')
  const { body } = await getAvailability(from, to, undefined, id)
  expect(body.free).toEqual([{ startsAt: '2026-12-02T07:30:00.000Z', endsAt: '2026-12-02T15:00:00.000Z' }])
})
